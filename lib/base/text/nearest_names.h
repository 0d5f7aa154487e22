// SPDX-License-Identifier: Apache-2.0
#pragma once

// Suggests names for one that is unknown.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resnext {

/// Returns the best names of the `count` groups that are most like `name`, the nearest first. A
/// group holds the names of one thing; the first of them wins a tie. Names that begin like `name`
/// are near, however much follows: of two, the one with less.
std::vector<std::string> nearest_names(std::string_view name,
                                       const std::vector<std::vector<std::string>>& groups,
                                       std::size_t count);

/// Returns the name that was most likely meant by `typed`, or nullopt: at most about a third of
/// its letters are missing, too many, wrong or swapped with the next, or it goes on where `typed`
/// ends after three letters or more. Upper and lower case are the same.
std::optional<std::string> likely_name(std::string_view typed,
                                       const std::vector<std::string>& names);

/// Returns "; did you mean NAME?" for messages, or nothing.
std::string did_you_mean(std::string_view typed, const std::vector<std::string>& names);

}  // namespace resnext
