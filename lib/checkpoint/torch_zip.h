// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "base/cancel_poller.h"
#include "checkpoint/named_tensor.h"

// Reads files of PyTorch since 1.6.
namespace resnext {

/// Reads what torch.save has written since PyTorch 1.6: a zip archive of stored entries, with the
/// object's pickle in FOLDER/data.pkl and each storage in FOLDER/data/KEY. Throws CheckpointError,
/// or Cancelled by `poller`.
CheckpointContents read_torch_zip(std::span<const std::byte> file, CancelPoller poller = {});

}  // namespace resnext
