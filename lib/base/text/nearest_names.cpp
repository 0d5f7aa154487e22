// SPDX-License-Identifier: Apache-2.0
#include "base/text/nearest_names.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace resnext {
namespace {

/// How far a name is from the one that was typed; ordered. Counts letters that are missing, too
/// many, wrong or swapped with the next (optimal string alignment).
struct Distance {
  std::size_t beginning;  ///< the least distance of any of the name's beginnings
  std::size_t whole;      ///< the distance of the whole name

  auto operator<=>(const Distance&) const = default;
};

Distance distance_of(std::string_view typed, std::string_view name) {
  std::vector<std::size_t> row(typed.size() + 1);  // from each beginning of `typed`
  std::iota(row.begin(), row.end(), std::size_t{0});
  std::vector<std::size_t> last(row.size());
  std::vector<std::size_t> last_but_one(row.size());
  std::size_t beginning = row.back();
  for (std::size_t i = 0; i < name.size(); ++i) {
    last.swap(last_but_one);
    last = row;
    row[0] = i + 1;
    for (std::size_t j = 0; j < typed.size(); ++j) {
      const std::size_t substituted = last[j] + (name[i] == typed[j] ? 0 : 1);
      row[j + 1] = std::min({row[j] + 1, last[j + 1] + 1, substituted});
      if (i > 0 && j > 0 && name[i] == typed[j - 1] && name[i - 1] == typed[j]) {
        row[j + 1] = std::min(row[j + 1], last_but_one[j - 1] + 1);
      }
    }
    beginning = std::min(beginning, row.back());
  }
  return {beginning, row.back()};
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return lower;
}

bool is_likely(std::string_view typed, const Distance& distance) {
  constexpr std::size_t kLeastBeginning = 3;
  return distance.whole <= std::max<std::size_t>(1, (typed.size() + 1) / 3) ||
         (distance.beginning == 0 && typed.size() >= kLeastBeginning);
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

std::optional<std::string> likely_name(std::string_view typed,
                                       const std::vector<std::string>& names) {
  const std::string wanted = in_lower_case(typed);
  std::optional<std::string> likely;
  std::size_t least = 0;
  for (const std::string& name : names) {
    const Distance distance = distance_of(wanted, in_lower_case(name));
    if (is_likely(wanted, distance) && (!likely || distance.whole < least)) {
      likely = name;
      least = distance.whole;
    }
  }
  return likely;
}

std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names) {
  const std::optional<std::string> likely = likely_name(typed, names);
  return likely ? "; did you mean " + *likely + "?" : "";
}

}  // namespace resnext
