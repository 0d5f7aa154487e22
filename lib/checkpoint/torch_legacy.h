// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "base/cancel_poller.h"
#include "checkpoint/named_tensor.h"

// Reads files of PyTorch before 1.6.
namespace resnext {

/// Reads what torch.save wrote until PyTorch 1.5 (and still does with
/// _use_new_zipfile_serialization=False): five pickles (magic number, protocol version, system
/// information, the object, storage keys), then each storage as an int64 element count and its
/// unaligned data. Ignores bytes behind the last storage, as PyTorch does. Throws CheckpointError,
/// or Cancelled by `poller`.
CheckpointContents read_torch_legacy(std::span<const std::byte> file, CancelPoller poller = {});

}  // namespace resnext
