// SPDX-License-Identifier: Apache-2.0
#include "kernels/row_filters.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "kernels/row_filters_parts.h"

namespace resnext {
namespace {

#if defined(__x86_64__)
bool has_avx2() { return __builtin_cpu_supports("avx2") != 0; }
#endif

}  // namespace

void filter_row_reference(const std::uint8_t* row, const FilterAxis& axis, std::uint8_t* out) {
  for (std::size_t i = 0; i < axis.first.size(); ++i) {
    filter_pixel(row + static_cast<std::ptrdiff_t>(axis.first[i]) * kFilterChannels,
                 axis.weights.data() + i * axis.stride, axis.taps[i], out + i * kFilterChannels);
  }
}

RowFilter::RowFilter(FilterAxis axis) : axis_(std::move(axis)) {
  // Sums of the low parts of more taps than this could exceed 32 bits.
  constexpr std::size_t kMostTaps = 4096;
  constexpr std::int32_t kLowMask = (1 << kLowBits) - 1;
  const auto too_large = [](std::int32_t weight) {
    const std::int32_t high = weight >> kLowBits;
    return high < std::numeric_limits<std::int16_t>::min() ||
           high > std::numeric_limits<std::int16_t>::max();
  };
  if (axis_.stride > kMostTaps || std::ranges::any_of(axis_.weights, too_large)) return;

  packed_stride_ = (axis_.stride + kTapsAtOnce - 1) / kTapsAtOnce * (kTapsAtOnce / 2);
  low_.assign(axis_.taps.size() * packed_stride_, 0);
  high_ = low_;
  for (std::size_t i = 0; i < axis_.taps.size(); ++i) {
    for (std::size_t tap = 0; tap < static_cast<std::size_t>(axis_.taps[i]); ++tap) {
      const std::int32_t weight = axis_.weights[i * axis_.stride + tap];
      const std::size_t element = i * packed_stride_ + tap / 2;
      const int shift = tap % 2 == 0 ? 0 : 16;
      low_[element] |= (weight & kLowMask) << shift;
      high_[element] |= ((weight >> kLowBits) & 0xFFFF) << shift;
    }
  }
}

void RowFilter::apply(std::span<const std::uint8_t> row, std::uint8_t* out) const {
#if defined(__x86_64__)
  if (!low_.empty() && has_avx2()) {
    filter_row_avx2(row, axis_, {low_.data(), high_.data(), packed_stride_}, out);
    return;
  }
#endif
  filter_row_reference(row.data(), axis_, out);
}

void filter_column_reference(const std::uint8_t* first, std::size_t pitch,
                             const std::int32_t* weights, int taps, std::span<std::int32_t> sums,
                             std::uint8_t* out) {
  std::ranges::fill(sums, kFilterHalf);
  for (int tap = 0; tap < taps; ++tap) {
    const std::uint8_t* const row = first + static_cast<std::size_t>(tap) * pitch;
    for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += row[j] * weights[tap];
  }
  for (std::size_t j = 0; j < sums.size(); ++j) out[j] = to_filtered_byte(sums[j]);
}

void filter_column(const std::uint8_t* first, std::size_t pitch, const std::int32_t* weights,
                   int taps, std::span<std::int32_t> sums, std::uint8_t* out) {
#if defined(__x86_64__)
  if (has_avx2()) {
    filter_column_avx2(first, pitch, weights, taps, sums, out);
    return;
  }
#endif
  filter_column_reference(first, pitch, weights, taps, sums, out);
}

}  // namespace resnext
