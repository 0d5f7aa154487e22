// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/torch_objects.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "base/error.h"
#include "base/text/quote.h"

namespace resnext {
namespace {

constexpr std::size_t kMaxRank = 64;       // PyTorch's own limit
constexpr std::size_t kLongestKey = 1000;  // of a storage: torch.save numbers them

struct StorageClass {
  std::string_view name;
  DType dtype;
};

constexpr std::array<StorageClass, 10> kStorageClasses = {{
    {"FloatStorage", DType::kF32},
    {"HalfStorage", DType::kF16},
    {"BFloat16Storage", DType::kBF16},
    {"DoubleStorage", DType::kF64},
    {"LongStorage", DType::kI64},
    {"IntStorage", DType::kI32},
    {"ShortStorage", DType::kI16},
    {"CharStorage", DType::kI8},
    {"ByteStorage", DType::kU8},
    {"BoolStorage", DType::kBool},
}};

[[noreturn]] void fail(const std::string& what) {
  throw CheckpointError(what + "; the file is damaged, or not written by torch.save");
}

/// Returns `value` as a T. Throws CheckpointError that says what was found in place of `what`.
template <typename T>
T expect(const PickleValue& value, const char* what) {
  if (const T* const found = std::get_if<T>(&value)) {
    return *found;
  }
  fail(fmt::format("the pickle has {} where {} is expected", describe(value), what));
}

std::vector<std::int64_t> integers(const PickleValue& value, const char* what, PickleHeap& heap) {
  const auto* const tuple = expect<const PickleTuple*>(value, what);
  if (tuple->items.size() > kMaxRank) {
    fail(fmt::format("a tensor of {} dimensions", tuple->items.size()));
  }
  heap.spend(tuple->items.size());
  std::vector<std::int64_t> result;
  for (const PickleValue& item : tuple->items) {
    result.push_back(expect<std::int64_t>(item, what));
  }
  return result;
}

/// Returns the items of a tuple or list of two.
std::span<const PickleValue> pair_items(const PickleValue& value) {
  std::span<const PickleValue> items;
  if (const auto* const tuple = std::get_if<const PickleTuple*>(&value)) {
    items = (*tuple)->items;
  } else if (const auto* const list = std::get_if<PickleList*>(&value)) {
    items = (*list)->items;
  }
  if (items.size() != 2) {
    fail(fmt::format("an OrderedDict is made of {} instead of pairs", describe(value)));
  }
  return items;
}

/// Returns OrderedDict() or, as Python 2 wrote it, OrderedDict([[key, value], ...]).
PickleValue make_ordered_dict(const PickleTuple& arguments, PickleHeap& heap) {
  PickleDict dict;
  dict.ordered = true;
  if (arguments.items.size() > 1) {
    fail(fmt::format("OrderedDict is called with {} arguments", arguments.items.size()));
  }
  if (!arguments.items.empty()) {
    const auto* const list = expect<PickleList*>(arguments.items[0], "a list of pairs");
    heap.spend(list->items.size());
    for (const PickleValue& item : list->items) {
      const std::span<const PickleValue> pair = pair_items(item);
      dict.items.emplace_back(pair[0], pair[1]);
    }
  }
  return heap.add(std::move(dict));
}

PickleValue rebuild_tensor(const PickleTuple& arguments, PickleHeap& heap) {
  // (storage, offset, size, stride, requires_grad, backward_hooks[, metadata])
  const std::vector<PickleValue>& items = arguments.items;
  if (items.size() != 6 && items.size() != 7) {
    fail(fmt::format("_rebuild_tensor_v2 is called with {} arguments", items.size()));
  }
  PickleTensor tensor;
  tensor.storage = expect<const PickleStorage*>(items[0], "a tensor's storage");
  tensor.offset = expect<std::int64_t>(items[1], "a tensor's offset");
  tensor.shape = integers(items[2], "a tensor's size", heap);
  tensor.stride = integers(items[3], "a tensor's stride", heap);
  if (tensor.shape.size() != tensor.stride.size()) {
    fail(fmt::format("a tensor has {} extents and {} strides", tensor.shape.size(),
                     tensor.stride.size()));
  }
  return static_cast<const PickleTensor*>(heap.add(std::move(tensor)));
}

PickleValue rebuild_parameter(const PickleTuple& arguments) {
  // (data, requires_grad, backward_hooks)
  if (arguments.items.size() != 3) {
    fail(fmt::format("_rebuild_parameter is called with {} arguments", arguments.items.size()));
  }
  return expect<const PickleTensor*>(arguments.items[0], "a parameter's tensor");
}

DType storage_dtype(const PickleValue& value) {
  const auto global = expect<PickleGlobal>(value, "a storage type");
  if (global.kind != PickleGlobal::Kind::kStorage) {
    fail("the pickle has a function where a storage type is expected");
  }
  return global.dtype;
}

}  // namespace

PickleGlobal find_torch_global(std::string_view module, std::string_view name) {
  if (module == "collections" && name == "OrderedDict") {
    return {.kind = PickleGlobal::Kind::kOrderedDict};
  }
  if (module == "torch._utils" && name == "_rebuild_tensor_v2") {
    return {.kind = PickleGlobal::Kind::kRebuildTensor};
  }
  if (module == "torch._utils" && name == "_rebuild_parameter") {
    return {.kind = PickleGlobal::Kind::kRebuildParameter};
  }
  if (module == "torch") {
    for (const StorageClass& storage : kStorageClasses) {
      if (name == storage.name) {
        return {.kind = PickleGlobal::Kind::kStorage, .dtype = storage.dtype};
      }
    }
  }
  if (module == "torch" && name.ends_with("Storage")) {
    throw CheckpointError(
        fmt::format("tensors of type {} are not supported; save the state dict with floating-point "
                    "weights",
                    quote(fmt::format("torch.{}", name.substr(0, 80)))));
  }
  throw CheckpointError(fmt::format(
      "the pickle asks for the global {}: the file wants to run code and is refused. If it is a "
      "whole model or a training checkpoint that you trust, load it in PyTorch and save its "
      "state_dict() alone",
      quote(fmt::format("{}.{}", module.substr(0, 80), name.substr(0, 80)))));
}

PickleValue call_torch_global(PickleGlobal function, const PickleTuple& arguments,
                              PickleHeap& heap) {
  switch (function.kind) {
    case PickleGlobal::Kind::kOrderedDict:
      return make_ordered_dict(arguments, heap);
    case PickleGlobal::Kind::kRebuildTensor:
      return rebuild_tensor(arguments, heap);
    case PickleGlobal::Kind::kRebuildParameter:
      return rebuild_parameter(arguments);
    case PickleGlobal::Kind::kStorage:
      break;
  }
  fail("the pickle calls a storage type");
}

PickleValue load_torch_storage(const PickleValue& persistent_id, PickleHeap& heap) {
  const std::vector<PickleValue>& items =
      expect<const PickleTuple*>(persistent_id, "a persistent id")->items;
  if (items.empty()) {
    fail("an empty persistent id");
  }
  const auto kind = expect<std::string_view>(items[0], "a persistent id's kind");
  if (kind == "module") {
    throw CheckpointError(
        "this is a whole pickled model with its source code, and is refused; "
        "load it in PyTorch and save its state_dict() alone");
  }
  if (kind != "storage" || (items.size() != 5 && items.size() != 6)) {
    fail(fmt::format("a persistent id of kind {} with {} parts", quote(kind), items.size()));
  }
  StorageClaim claim;
  claim.dtype = storage_dtype(items[1]);
  claim.key = expect<std::string_view>(items[2], "a storage's key");
  if (claim.key.size() > kLongestKey) {  // each mention of it would be compared with it
    fail(fmt::format("a storage's key has {} bytes, more than {}", claim.key.size(), kLongestKey));
  }
  expect<std::string_view>(items[3], "a storage's device");
  claim.numel = expect<std::int64_t>(items[4], "a storage's number of elements");
  if (claim.numel < 0) {
    fail(fmt::format("storage {} has {} elements", quote(claim.key), claim.numel));
  }
  PickleStorage storage = {.index = heap.storage_index(claim), .first = 0, .count = claim.numel};
  if (items.size() == 6 && !std::holds_alternative<PickleNone>(items[5])) {
    // Files from before 2018 describe a storage that is part of another: (key, offset, numel).
    const std::vector<PickleValue>& view =
        expect<const PickleTuple*>(items[5], "a storage's view")->items;
    if (view.size() != 3) {
      fail(fmt::format("a storage's view has {} parts", view.size()));
    }
    storage.first = expect<std::int64_t>(view[1], "a storage view's offset");
    storage.count = expect<std::int64_t>(view[2], "a storage view's number of elements");
  }
  return static_cast<const PickleStorage*>(heap.add(storage));
}

}  // namespace resnext
