// SPDX-License-Identifier: Apache-2.0
#include "models/nearest_names.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace resnext {
namespace {

/// How far a name is from the one that was typed; ordered.
struct Distance {
  std::size_t beginning;  ///< the least edit distance of any of the name's beginnings
  std::size_t whole;      ///< the edit distance (Levenshtein) of the whole name

  auto operator<=>(const Distance&) const = default;
};

Distance distance_of(std::string_view typed, std::string_view name) {
  std::vector<std::size_t> row(typed.size() + 1);  // from each beginning of `typed`
  std::iota(row.begin(), row.end(), std::size_t{0});
  std::size_t beginning = row.back();
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < typed.size(); ++j) {
      const std::size_t substituted = diagonal + (name[i] == typed[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
    beginning = std::min(beginning, row.back());
  }
  return {beginning, row.back()};
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view name,
                                       const std::vector<std::vector<std::string>>& groups,
                                       std::size_t count) {
  std::vector<std::pair<Distance, std::string>> ranked;
  for (const std::vector<std::string>& group : groups) {
    std::vector<std::pair<Distance, std::string>> candidates;
    for (const std::string& candidate : group) {
      candidates.emplace_back(distance_of(name, candidate), candidate);
    }
    const auto best =
        std::min_element(candidates.begin(), candidates.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
    if (best != candidates.end()) {
      ranked.push_back(std::move(*best));
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> nearest;
  for (std::size_t i = 0; i < std::min(count, ranked.size()); ++i) {
    nearest.push_back(std::move(ranked[i].second));
  }
  return nearest;
}

}  // namespace resnext
