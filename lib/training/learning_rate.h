// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The schedule of the learning rate.
namespace resnext {

/// Returns the rate of step `step` of `steps`: it grows in a straight line to `highest` within
/// `warmup_steps`, then follows a cosine to 0.
double learning_rate_at(std::int64_t step, std::int64_t steps, std::int64_t warmup_steps,
                        double highest);

}  // namespace resnext
