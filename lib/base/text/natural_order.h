// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// Sorts file names as people do.
namespace resnext {

/// Returns whether `a` sorts before `b`: runs of digits compare by value (img2 before img10), ASCII
/// letters without regard to case, all other bytes by value. Names that are equal in that sense
/// compare by their bytes ("A" before "a"), so that the order is strict and total.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace resnext
