// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/filter_differences.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <vector>

#include "kernels/row_filters.h"

namespace resnext {
namespace {

/// Returns weights whose absolute values sum to at most 2, so that sums fit into 32 bits.
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
  std::ranges::generate(bytes, [&random] { return static_cast<std::uint8_t>(random()); });
  return bytes;
}

int largest_difference(const std::vector<std::uint8_t>& found,
                       const std::vector<std::uint8_t>& expected) {
  int largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(int{found[i]} - int{expected[i]}));
  }
  return largest;
}

}  // namespace

int row_difference(int source, int most_taps, unsigned seed) {
  constexpr int kOutputs = 40;
  std::mt19937 random(seed);
  const FilterAxis axis = random_axis(source, kOutputs, most_taps, random);
  const std::vector<std::uint8_t> row = random_bytes(static_cast<std::size_t>(source) * 3, random);
  std::vector<std::uint8_t> fast(std::size_t{kOutputs} * 3);
  std::vector<std::uint8_t> reference(fast.size());
  RowFilter(axis).apply(row, fast.data());
  filter_row_reference(row.data(), axis, reference.data());
  return largest_difference(fast, reference);
}

int column_difference(std::size_t width, int taps, std::size_t gap, unsigned seed) {
  std::mt19937 random(seed);
  const FilterAxis axis = random_axis(taps, 1, taps, random);
  const std::size_t pitch = width + gap;
  const std::vector<std::uint8_t> rows =
      random_bytes(pitch * static_cast<std::size_t>(taps), random);
  std::vector<std::int32_t> sums(width);
  std::vector<std::uint8_t> fast(width);
  std::vector<std::uint8_t> reference(width);
  filter_column(rows.data(), pitch, axis.weights.data(), taps, sums, fast.data());
  filter_column_reference(rows.data(), pitch, axis.weights.data(), taps, sums, reference.data());
  return largest_difference(fast, reference);
}

}  // namespace resnext
