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

#include "base/dtype.h"
#include "base/shape.h"

namespace resnext {

struct PickleNone {};

/// An integer of more than 64 bits: two's complement, little-endian.
struct PickleBigInt {
  std::string_view bytes;
};

struct PickleBytes {
  std::string_view bytes;
};

/// One of the few globals that a checkpoint may name. They are told apart, never imported.
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

/// What stands on the machine's stack. Text points into the pickle, objects into the PickleHeap;
/// objects may contain each other in circles, so whoever walks them bounds the depth.
using PickleValue =
    std::variant<PickleNone, bool, std::int64_t, PickleBigInt, double, std::string_view,
                 PickleBytes, PickleGlobal, const PickleTuple*, PickleList*, PickleDict*,
                 const PickleStorage*, const PickleTensor*>;

struct PickleTuple {
  std::vector<PickleValue> items;
};

struct PickleList {
  std::vector<PickleValue> items;
};

struct PickleDict {
  std::vector<std::pair<PickleValue, PickleValue>> items;  ///< as they were set, not made unique
  bool ordered = false;                                    ///< a collections.OrderedDict
};

/// A storage, or a window of one.
struct PickleStorage {
  std::size_t index;   ///< in PickleHeap::storages()
  std::int64_t first;  ///< element of the storage where the window begins
  std::int64_t count;  ///< elements in the window; not yet checked against the storage's
};

/// The arguments of torch._utils._rebuild_tensor_v2; numbers not yet checked.
struct PickleTensor {
  const PickleStorage* storage;
  std::int64_t offset;  ///< elements from the window's beginning
  Shape shape;
  std::vector<std::int64_t> stride;  ///< in elements
};

/// A storage as the pickle announces it.
struct StorageClaim {
  std::string_view key;
  DType dtype;
  std::int64_t numel;
};

/// Owns every object of a pickle, in pools without links between objects: circles neither leak nor
/// make the destructor recurse. Also bounds the work that a pickle can ask for.
class PickleHeap {
 public:
  explicit PickleHeap(std::size_t budget = kDefaultBudget) : budget_(budget) {}

  template <typename T>
  T* add(T object) {
    return &std::get<std::deque<T>>(pools_).emplace_back(std::move(object));
  }

  /// Counts `steps` opcodes or copied elements. Throws CheckpointError once the budget is used up.
  void spend(std::size_t steps);

  /// The index of storage `key`, added if it is new. Throws CheckpointError if it was announced
  /// with another type or size before.
  std::size_t storage_index(const StorageClaim& claim);

  std::span<const StorageClaim> storages() const { return storages_; }

 private:
  /// A network of 600 tensors takes about 20,000.
  static constexpr std::size_t kDefaultBudget = 2'000'000;

  std::tuple<std::deque<PickleTuple>, std::deque<PickleList>, std::deque<PickleDict>,
             std::deque<PickleStorage>, std::deque<PickleTensor>>
      pools_;
  std::vector<StorageClaim> storages_;
  std::map<std::string_view, std::size_t> index_;
  std::size_t budget_;
};

/// "a dict", "the text 'abc'", ...: for messages.
std::string describe(const PickleValue& value);

}  // namespace resnext
