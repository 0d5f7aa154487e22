// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/named_tensor.h"
#include "checkpoint/pickle_value.h"

// Finds the state dict in a pickle, and its tensors.
namespace resnext {

/// Returns a name without the prefixes of wrapper modules: "module." (DataParallel) and
/// "_orig_mod." (torch.compile), in any order.
std::string_view strip_name_prefixes(std::string_view name);

/// Returns the bytes of `claim`. Throws CheckpointError if their number does not fit 63 bits.
std::uint64_t storage_size(const StorageClaim& claim);

/// Returns the tensors of the state dict in `root`, which is the dict itself or a training
/// checkpoint that holds it. `storages` are the bytes of heap.storages(), in that order and
/// storage_size() each. Throws CheckpointError if there are no tensors, or if one leaves its
/// storage or is far larger (torch_expansion.h).
std::vector<NamedTensor> collect_state_dict(const PickleValue& root, const PickleHeap& heap,
                                            std::span<const std::span<const std::byte>> storages);

}  // namespace resnext
