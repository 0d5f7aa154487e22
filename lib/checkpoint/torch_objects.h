// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "checkpoint/pickle_value.h"

// Interprets the objects in PyTorch's pickles.
namespace resnext {

/// Returns the global `module.name` if it is allowed. Throws CheckpointError that names it
/// otherwise.
PickleGlobal find_torch_global(std::string_view module, std::string_view name);

/// Returns the value of `function(*arguments)`. Throws CheckpointError.
PickleValue call_torch_global(PickleGlobal function, const PickleTuple& arguments,
                              PickleHeap& heap);

/// Returns the storage that a persistent id ('storage', type, key, location, numel[, view]) names.
/// Throws CheckpointError.
PickleValue load_torch_storage(const PickleValue& persistent_id, PickleHeap& heap);

}  // namespace resnext
