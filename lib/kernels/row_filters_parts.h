// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/row_filters.h"

// What the implementations of row_filters.h share; private to them.
namespace resnext {

inline constexpr std::int32_t kFilterHalf = std::int32_t{1} << (kFilterFractionBits - 1);
inline constexpr int kFilterChannels = 3;
inline constexpr int kTapsAtOnce = 4;
/// Bits of a weight's low part; see RowFilter.
inline constexpr int kLowBits = kFilterFractionBits / 2;

inline std::uint8_t to_filtered_byte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFilterFractionBits, 0, 255));
}

/// Computes one output pixel of a row: R, G and B of `taps` pixels from `pixel` on.
inline void filter_pixel(const std::uint8_t* pixel, const std::int32_t* weights, int taps,
                         std::uint8_t* out) {
  std::int32_t red = kFilterHalf;
  std::int32_t green = kFilterHalf;
  std::int32_t blue = kFilterHalf;
  for (int tap = 0; tap < taps; ++tap, pixel += kFilterChannels) {
    red += pixel[0] * weights[tap];
    green += pixel[1] * weights[tap];
    blue += pixel[2] * weights[tap];
  }
  out[0] = to_filtered_byte(red);
  out[1] = to_filtered_byte(green);
  out[2] = to_filtered_byte(blue);
}

/// RowFilter's packed weights: `stride` elements an output pixel.
struct PackedRowWeights {
  const std::int32_t* low;
  const std::int32_t* high;
  std::size_t stride;
};

#if defined(__x86_64__)
/// The AVX2 versions of RowFilter::apply and filter_column, with the same bytes as the references.
void filter_row_avx2(std::span<const std::uint8_t> row, const FilterAxis& axis,
                     const PackedRowWeights& packed, std::uint8_t* out);
void filter_column_avx2(const std::uint8_t* first, std::size_t pitch, const std::int32_t* weights,
                        int taps, std::span<std::int32_t> sums, std::uint8_t* out);
#endif

}  // namespace resnext
