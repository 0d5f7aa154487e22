// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

// Models whose classes don't exclude each other: an image may show several of them, or none.
namespace resnext {

struct MultiLabel {
  /// For each class the probability from which on it is reported, 0 to 1.
  std::vector<double> thresholds;

  bool operator==(const MultiLabel&) const = default;
};

}  // namespace resnext
