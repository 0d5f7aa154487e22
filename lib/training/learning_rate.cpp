// SPDX-License-Identifier: Apache-2.0
#include "training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace resnext {

double learning_rate_at(std::int64_t step, std::int64_t steps, std::int64_t warmup_steps,
                        double highest) {
  if (step < warmup_steps) {
    return highest * static_cast<double>(step + 1) / static_cast<double>(warmup_steps);
  }
  const double way = static_cast<double>(step - warmup_steps) /
                     static_cast<double>(std::max<std::int64_t>(steps - warmup_steps, 1));
  return highest * 0.5 * (1 + std::cos(std::numbers::pi * std::min(way, 1.0)));
}

}  // namespace resnext
