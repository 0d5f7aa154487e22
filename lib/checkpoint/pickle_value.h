// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/cancel_poller.h"
#include "base/dtype.h"
#include "base/shape.h"

// Holds the values of a pickle.
namespace resnext {

/// Python's None.
struct PickleNone {};

/// An integer of more than 64 bits: two's complement, little-endian.
struct PickleBigInt {
  std::string_view bytes;
};

/// Python's bytes.
struct PickleBytes {
  std::string_view bytes;
};

/// One of the few globals that a checkpoint may name. They are recognised, never imported.
struct PickleGlobal {
  enum class Kind { kOrderedDict, kRebuildTensor, kRebuildParameter, kStorage };
  Kind kind;
  DType dtype = DType::kF32;  ///< of a storage class
};

struct PickleTuple;
struct PickleList;
struct PickleDict;
struct PickleStorage;
struct PickleTensor;

/// A value on the machine's stack. Text points into the pickle, objects into the PickleHeap.
/// Objects may contain each other in cycles, so code that walks them must bound the depth.
using PickleValue =
    std::variant<PickleNone, bool, std::int64_t, PickleBigInt, double, std::string_view,
                 PickleBytes, PickleGlobal, const PickleTuple*, PickleList*, PickleDict*,
                 const PickleStorage*, const PickleTensor*>;

/// A tuple.
struct PickleTuple {
  std::vector<PickleValue> items;
};

/// A list.
struct PickleList {
  std::vector<PickleValue> items;
};

/// A dict or an OrderedDict.
struct PickleDict {
  std::vector<std::pair<PickleValue, PickleValue>>
      items;             ///< in the order of setting; keys may repeat
  bool ordered = false;  ///< is a collections.OrderedDict
};

/// A storage, or a part of one.
struct PickleStorage {
  std::size_t index;   ///< in PickleHeap::storages()
  std::int64_t first;  ///< element of the storage where the part begins
  std::int64_t count;  ///< elements of the part; not yet checked against the storage's
};

/// The arguments of torch._utils._rebuild_tensor_v2. The numbers are not yet checked.
struct PickleTensor {
  const PickleStorage* storage;
  std::int64_t offset;  ///< elements from the part's beginning
  Shape shape;
  std::vector<std::int64_t> stride;  ///< in elements
};

/// A storage as the pickle declares it.
struct StorageClaim {
  std::string_view key;
  DType dtype;
  std::int64_t numel;
};

/// Owns every object of a pickle, in pools without ownership between objects: cycles neither leak
/// nor make the destructor recurse. Also bounds the work that a pickle can cause.
class PickleHeap {
 public:
  explicit PickleHeap(std::size_t budget = kDefaultBudget) : budget_(budget) {}
  explicit PickleHeap(CancelPoller poller) : poller_(std::move(poller)) {}

  /// Stores an object, which keeps its address.
  template <typename T>
  T* add(T object) {
    return &std::get<std::deque<T>>(pools_).emplace_back(std::move(object));
  }

  /// Counts `steps` opcodes or copied elements. Throws CheckpointError once the budget is spent,
  /// or Cancelled.
  void spend(std::size_t steps);

  /// Returns the index of the storage, which is added if it is new. Throws CheckpointError if it
  /// was declared with another type or size before.
  std::size_t storage_index(const StorageClaim& claim);

  std::span<const StorageClaim> storages() const { return storages_; }

 private:
  /// A network of 600 tensors needs about 20,000.
  static constexpr std::size_t kDefaultBudget = 2'000'000;

  std::tuple<std::deque<PickleTuple>, std::deque<PickleList>, std::deque<PickleDict>,
             std::deque<PickleStorage>, std::deque<PickleTensor>>
      pools_;
  std::vector<StorageClaim> storages_;
  std::map<std::string_view, std::size_t> index_;
  std::size_t budget_ = kDefaultBudget;
  CancelPoller poller_;
};

/// Describes a value for messages: "a dict", "the text 'abc'", ...
std::string describe(const PickleValue& value);

}  // namespace resnext
