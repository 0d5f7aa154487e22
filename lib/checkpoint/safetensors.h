// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "base/cancel_poller.h"
#include "checkpoint/named_tensor.h"

// Reads safetensors files.
namespace resnext {

/// Reads a safetensors file: the header's length (u64), the header (JSON), and the tensors' data,
/// which must cover the rest of the file without holes or overlaps. Throws CheckpointError, or
/// Cancelled by `poller`.
/// Source: https://github.com/huggingface/safetensors#format
CheckpointContents read_safetensors(std::span<const std::byte> file, CancelPoller poller = {});

}  // namespace resnext
