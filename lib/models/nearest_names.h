// SPDX-License-Identifier: Apache-2.0
#pragma once

// Suggests names for one that is unknown.

#include <cstddef>
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

}  // namespace resnext
