// SPDX-License-Identifier: Apache-2.0
#include "kernels/row_filters.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "kernels/checks/filter_differences.h"

namespace resnext {
namespace {

TEST_CASE("rows are filtered like the reference", "[kernels]") {
  for (const int source : {1, 2, 3, 5, 17, 100}) {
    for (int most_taps = 1; most_taps <= std::min(source, 12); ++most_taps) {
      CAPTURE(source, most_taps);
      CHECK(row_difference(source, most_taps, static_cast<unsigned>(source + most_taps)) == 0);
    }
  }
}

TEST_CASE("columns are filtered like the reference", "[kernels]") {
  for (const std::size_t width : {1U, 3U, 7U, 8U, 9U, 24U, 31U, 672U}) {
    for (int taps = 1; taps < 9; ++taps) {
      const std::size_t gap = (width + static_cast<std::size_t>(taps)) % 5;
      CAPTURE(width, taps, gap);
      CHECK(column_difference(width, taps, gap, static_cast<unsigned>(taps)) == 0);
    }
  }
}

}  // namespace
}  // namespace resnext
