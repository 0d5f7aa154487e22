// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/check_numbers.h"
#include "kernels/checks/filter_differences.h"

namespace resnext {

void check_row_filters(std::vector<KernelCheck>& checks) {
  constexpr const char* kReference = "plain C++, the same bytes";
  KernelCheck rows = {.kernel = "resize rows", .reference = kReference};
  KernelCheck columns = {.kernel = "resize columns", .reference = kReference};
  for (int taps = 1; taps <= 12; ++taps) {
    const auto seed = static_cast<unsigned>(taps);
    for (const int source : {12, 17, 100}) {
      add_problem(rows, row_difference(source, taps, seed));
    }
    for (const std::size_t width : {3U, 31U, 672U}) {
      add_problem(columns, column_difference(width, taps, 1, seed));
    }
  }
  checks.push_back(rows);
  checks.push_back(columns);
}

}  // namespace resnext
