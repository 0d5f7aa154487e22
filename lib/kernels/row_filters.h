// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Filters the rows and columns of 8-bit RGB images, the two passes of a resize.
namespace resnext {

// An 8-bit result leaves 32 - 8 bits for the weights; two more are kept free, because the negative
// lobes of a bicubic filter can push a partial sum beyond 255.
inline constexpr int kFilterFractionBits = 32 - 8 - 2;

/// The weights of one axis of a resize. Output pixel i takes source pixels first[i] to
/// first[i] + taps[i] - 1 with weights[i * stride], weights[i * stride + 1], ..., in fixed point
/// with kFilterFractionBits.
struct FilterAxis {
  std::vector<int> first;
  std::vector<int> taps;
  std::vector<std::int32_t> weights;
  std::size_t stride = 0;
};

/// The horizontal pass of a resize.
class RowFilter {
 public:
  RowFilter() = default;  ///< filters nothing; empty()
  explicit RowFilter(FilterAxis axis);

  bool empty() const { return axis_.taps.empty(); }

  /// Computes out[i] = sum of weights times pixels, R G B each, rounded and clamped. `row` ends
  /// with its last pixel. Uses AVX2 where the CPU has it, with the same bytes. Thread-safe.
  void apply(std::span<const std::uint8_t> row, std::uint8_t* out) const;

 private:
  FilterAxis axis_;
  // Each weight as high * 2^11 + low, two taps in an element, as multiply-add instructions on
  // 16-bit numbers want them; packed_stride_ elements a pixel, a multiple of 2. Empty where they
  // don't fit.
  std::vector<std::int32_t> low_;
  std::vector<std::int32_t> high_;
  std::size_t packed_stride_ = 0;
};

/// Computes what RowFilter::apply computes; the reference, for every machine.
void filter_row_reference(const std::uint8_t* row, const FilterAxis& axis, std::uint8_t* out);

/// Computes one row of the vertical pass: out[j] = sum over the taps of weight times element j of
/// the row that begins at first + tap * pitch, rounded and clamped, for sums.size() elements.
/// `sums` is scratch memory. Uses AVX2 where the CPU has it, with the same bytes. Thread-safe.
void filter_column(const std::uint8_t* first, std::size_t pitch, const std::int32_t* weights,
                   int taps, std::span<std::int32_t> sums, std::uint8_t* out);

/// Computes what filter_column computes; the reference, for every machine.
void filter_column_reference(const std::uint8_t* first, std::size_t pitch,
                             const std::int32_t* weights, int taps, std::span<std::int32_t> sums,
                             std::uint8_t* out);

}  // namespace resnext
