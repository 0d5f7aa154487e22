// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "fuzz/fuzz_input.h"
#include "kernels/row_filters.h"

// Compares the filters of a resize with their references, on the weights and windows of
// resizes: the sizes come from the start of the input, the pixels from the rest.
namespace resnext {
namespace {

/// Makes windows inside the source, whose weights' absolute values sum to less than 2.
FilterAxis make_axis(FuzzInput& input, int source, int outputs) {
  FilterAxis axis;
  const int most_taps = input.number(1, std::min(source, 40));
  axis.stride = static_cast<std::size_t>(most_taps);
  for (int i = 0; i < outputs; ++i) {
    const int taps = input.number(1, most_taps);
    axis.taps.push_back(taps);
    axis.first.push_back(input.number(0, source - taps));
    for (int tap = 0; tap < most_taps; ++tap) {
      const int share = (input.number(0, 0xFFFF) << 7) - (1 << kFilterFractionBits);
      axis.weights.push_back(share / most_taps);
    }
  }
  return axis;
}

void compare_rows(FuzzInput& input) {
  const int source = input.number(1, 64);
  const int outputs = input.number(1, 20);
  const FilterAxis axis = make_axis(input, source, outputs);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(source) * 3);
  for (std::uint8_t& value : row) {
    value = input.byte();
  }
  std::vector<std::uint8_t> fast(static_cast<std::size_t>(outputs) * 3);
  std::vector<std::uint8_t> reference(fast.size());
  RowFilter(axis).apply(row, fast.data());
  filter_row_reference(row.data(), axis, reference.data());
  if (fast != reference) {
    __builtin_trap();
  }
}

void compare_columns(FuzzInput& input) {
  const auto width = static_cast<std::size_t>(input.number(1, 64));
  const int taps = input.number(1, 20);
  const std::size_t pitch = width + static_cast<std::size_t>(input.number(0, 5));
  const FilterAxis axis = make_axis(input, taps, 1);
  std::vector<std::uint8_t> rows(pitch * static_cast<std::size_t>(taps));
  for (std::uint8_t& value : rows) {
    value = input.byte();
  }
  std::vector<std::int32_t> sums(width);
  std::vector<std::uint8_t> fast(width);
  std::vector<std::uint8_t> reference(width);
  filter_column(rows.data(), pitch, axis.weights.data(), axis.taps[0], sums, fast.data());
  filter_column_reference(rows.data(), pitch, axis.weights.data(), axis.taps[0], sums,
                          reference.data());
  if (fast != reference) {
    __builtin_trap();
  }
}

}  // namespace
}  // namespace resnext

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  resnext::FuzzInput input(data, size);
  if (input.byte() % 2 == 0) {
    resnext::compare_rows(input);
  } else {
    resnext::compare_columns(input);
  }
  return 0;
}
