// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

// How far the filters of row_filters.h are from their references, on reproducible numbers: weights
// of any sign, over windows that reach both ends of the source. Each function returns the largest
// difference of two bytes; there should be none.
namespace resnext {

/// Filters a row of `source` pixels with up to `most_taps` taps.
int row_difference(int source, int most_taps, unsigned seed);

/// Filters columns of `taps` rows of `width` bytes, `gap` bytes apart.
int column_difference(std::size_t width, int taps, std::size_t gap, unsigned seed);

}  // namespace resnext
