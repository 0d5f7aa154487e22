// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "base/typed_data.h"

// 8-bit integers and the values that they stand for: value = scale * integer. All CPUs compute the
// same bits.
namespace resnext {

/// Rounds values to the nearest integers of the type of `integers` (kU8, kI8), half to even, and
/// clamps them to its range. Both have the same number of elements; NaN becomes the lowest.
void round_to_int8(std::span<const float> values, float scale, const TypedData& integers);

/// Computes the values of integers of type kU8 or kI8.
void widen_int8(const ConstTypedData& integers, float scale, std::span<float> values);

/// Computes the mean of each channel's values. `integers`: [pixels, channels] of type kU8 or kI8,
/// at most 2^23 pixels; `means`: [channels].
void mean_of_int8(const ConstTypedData& integers, float scale, std::span<float> means);

}  // namespace resnext
