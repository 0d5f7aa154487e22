// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_value.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text/quote.h"

namespace resnext {

void PickleHeap::spend(std::size_t steps) {
  poller_.step();
  if (steps > budget_) {
    throw CheckpointError(
        "the pickle is too long: far more objects than a network's weights need; the file is "
        "refused");
  }
  budget_ -= steps;
}

std::size_t PickleHeap::storage_index(const StorageClaim& claim) {
  const auto [found, inserted] = index_.try_emplace(claim.key, storages_.size());
  if (inserted) {
    storages_.push_back(claim);
    return found->second;
  }
  const StorageClaim& known = storages_[found->second];
  if (known.dtype != claim.dtype || known.numel != claim.numel) {
    throw CheckpointError(
        fmt::format("storage {} is declared as {} x {} and again as {} x {}; the file is damaged, "
                    "download it again",
                    quote(claim.key), known.numel, to_string(known.dtype), claim.numel,
                    to_string(claim.dtype)));
  }
  return found->second;
}

std::string describe(const PickleValue& value) {
  struct Describe {
    std::string operator()(PickleNone) const { return "None"; }
    std::string operator()(bool flag) const { return flag ? "True" : "False"; }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(PickleBigInt) const { return "a very large integer"; }
    std::string operator()(double number) const { return fmt::format("{:f}", number); }
    std::string operator()(std::string_view text) const { return "the text " + quote(text); }
    std::string operator()(PickleBytes) const { return "bytes"; }
    std::string operator()(PickleGlobal) const { return "a class or function"; }
    std::string operator()(const PickleTuple* tuple) const {
      return fmt::format("a tuple of {}", tuple->items.size());
    }
    std::string operator()(const PickleList* list) const {
      return fmt::format("a list of {}", list->items.size());
    }
    std::string operator()(const PickleDict*) const { return "a dict"; }
    std::string operator()(const PickleStorage*) const { return "a storage"; }
    std::string operator()(const PickleTensor*) const { return "a tensor"; }
  };
  return std::visit(Describe{}, value);
}

}  // namespace resnext
