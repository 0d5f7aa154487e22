#pragma once

#include <string_view>

#include "checkpoint/pickle_value.h"

namespace resnext {

/// What PyTorch's pickles mean: the globals they name, the calls they make and the persistent ids
/// that stand for storages. All throw CheckpointError.

/// The allowed global `module.name`; every other one is refused by name.
PickleGlobal find_torch_global(std::string_view module, std::string_view name);

/// The value of `function(*arguments)`.
PickleValue call_torch_global(PickleGlobal function, const PickleTuple& arguments,
                              PickleHeap& heap);

/// The storage that a persistent id ('storage', type, key, location, numel[, view]) stands for.
PickleValue load_torch_storage(const PickleValue& persistent_id, PickleHeap& heap);

}  // namespace resnext
