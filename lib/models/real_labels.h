// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads ReaL, a second set of labels for ImageNet's validation images.

#include <string>
#include <string_view>
#include <vector>

namespace resnext {

/// ReaL ("reassessed labels"): for each of ImageNet's validation images, in the order of their
/// numbers, all classes that people accepted for it, as ImageNet class indices; empty where they
/// did not agree. Source: Beyer et al., arXiv 2006.07159; the file is called real.json.
using RealLabels = std::vector<std::vector<int>>;

/// Parses a JSON array of arrays of integers from 0 to 999. Throws ConfigError, beginning with
/// `where`.
RealLabels parse_real_labels(std::string_view json, const std::string& where);

}  // namespace resnext
