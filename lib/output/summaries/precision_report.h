// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inference/compare_precisions.h"

// Reports a comparison of precisions.
namespace resnext {

/// Returns one JSON object; times in milliseconds. Ends in a newline.
std::string precisions_to_json(const PrecisionComparison& comparison);

/// Returns the same as a table for people.
std::string precisions_to_table(const PrecisionComparison& comparison);

}  // namespace resnext
