// SPDX-License-Identifier: Apache-2.0
#include "inference/run_differences.h"

namespace resnext {
namespace {

/// Tries combinations of alternatives.
class Search {
 public:
  Search(const std::string& id, const std::function<std::string(const RunVariant&)>& name_of)
      : id_(&id), name_of_(&name_of) {}

  /// Tries to change `changes` of the options; returns whether that gave the name.
  bool find(const RunVariant& now, std::span<const RunOption> options, int changes) {
    if (changes == 0) {
      return (*name_of_)(now) == *id_;
    }
    for (std::size_t i = 0; i < options.size(); ++i) {
      for (const RunAlternative& alternative : options[i]) {
        RunVariant changed = now;
        alternative.apply(changed);
        texts_.push_back(alternative.text);
        if (find(changed, options.subspan(i + 1), changes - 1)) {
          return true;
        }
        texts_.pop_back();
      }
    }
    return false;
  }

  const std::vector<std::string>& texts() const { return texts_; }

 private:
  const std::string* id_;
  const std::function<std::string(const RunVariant&)>* name_of_;
  std::vector<std::string> texts_;
};

}  // namespace

std::vector<std::string> run_differences(
    const std::string& id, const RunVariant& now, std::span<const RunOption> options,
    const std::function<std::string(const RunVariant&)>& name_of) {
  constexpr int kMostChanges = 2;  // more would take longer than a person waits
  Search search(id, name_of);
  for (int changes = 1; changes <= kMostChanges; ++changes) {
    if (search.find(now, options, changes)) {
      return search.texts();
    }
  }
  return {};
}

}  // namespace resnext
