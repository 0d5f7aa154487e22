// SPDX-License-Identifier: Apache-2.0
#include "evaluation/proportion.h"

#include <algorithm>
#include <cmath>

namespace resnext {

Interval wilson_interval(const Proportion& proportion) {
  constexpr double kZ = 1.959963984540054;  // of the normal distribution, 97.5 %
  if (proportion.of <= 0) {
    return {0, 1};
  }
  const double n = proportion.of;
  const double p = proportion.value();
  const double shrink = 1 + kZ * kZ / n;
  const double centre = (p + kZ * kZ / (2 * n)) / shrink;
  const double half = kZ / shrink * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

}  // namespace resnext
