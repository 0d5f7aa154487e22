// SPDX-License-Identifier: Apache-2.0
#include "kernels/row_filters.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

namespace resnext {
namespace {

/// Returns weights of any sign, over windows that reach both ends of the source. Their absolute
/// values sum to at most 2, so that sums fit into 32 bits.
FilterAxis random_axis(int source, int outputs, int most_taps, std::mt19937& random) {
  FilterAxis axis;
  axis.stride = static_cast<std::size_t>(most_taps);
  for (int i = 0; i < outputs; ++i) {
    const int taps = 1 + static_cast<int>(random() % static_cast<unsigned>(most_taps));
    const int first = i == outputs - 1
                          ? source - taps
                          : static_cast<int>(random() % static_cast<unsigned>(source - taps + 1));
    axis.first.push_back(first);
    axis.taps.push_back(taps);
    for (int tap = 0; tap < most_taps; ++tap) {
      const auto share = static_cast<std::int32_t>(random() % (3U << kFilterFractionBits)) -
                         (1 << kFilterFractionBits);
      axis.weights.push_back(share / most_taps);
    }
  }
  return axis;
}

std::vector<std::uint8_t> random_bytes(std::size_t count, std::mt19937& random) {
  std::vector<std::uint8_t> bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

TEST_CASE("rows are filtered like the reference", "[kernels]") {
  std::mt19937 random(1);
  for (const int source : {1, 2, 3, 5, 17, 100}) {
    for (int most_taps = 1; most_taps <= std::min(source, 12); ++most_taps) {
      const FilterAxis axis = random_axis(source, 40, most_taps, random);
      const std::vector<std::uint8_t> row =
          random_bytes(static_cast<std::size_t>(source) * 3, random);
      std::vector<std::uint8_t> fast(120);
      std::vector<std::uint8_t> reference(120);
      RowFilter(axis).apply(row, fast.data());
      filter_row_reference(row.data(), axis, reference.data());
      CAPTURE(source, most_taps);
      CHECK(fast == reference);
    }
  }
}

TEST_CASE("columns are filtered like the reference", "[kernels]") {
  std::mt19937 random(2);
  for (const std::size_t width : {1U, 3U, 7U, 8U, 9U, 24U, 31U, 672U}) {
    for (int taps = 1; taps < 9; ++taps) {
      const FilterAxis axis = random_axis(taps, 1, taps, random);
      const std::size_t pitch = width + random() % 5;
      const std::vector<std::uint8_t> rows =
          random_bytes(pitch * static_cast<std::size_t>(taps), random);
      std::vector<std::int32_t> sums(width);
      std::vector<std::uint8_t> fast(width);
      std::vector<std::uint8_t> reference(width);
      filter_column(rows.data(), pitch, axis.weights.data(), taps, sums, fast.data());
      filter_column_reference(rows.data(), pitch, axis.weights.data(), taps, sums,
                              reference.data());
      CAPTURE(width, taps);
      CHECK(fast == reference);
    }
  }
}

}  // namespace
}  // namespace resnext
