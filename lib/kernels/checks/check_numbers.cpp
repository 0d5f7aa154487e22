// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/check_numbers.h"

#include <cmath>
#include <cstring>

namespace resnext {

Floats check_numbers(std::size_t count, std::uint32_t seed) {
  Floats values(count);
  for (float& value : values) {
    seed = seed * 1664525U + 1013904223U;  // Numerical Recipes' generator
    value = static_cast<float>(seed >> 8) / 16777216.0F - 0.5F;
  }
  return values;
}

double relative_error(const Floats& found, const std::vector<double>& expected) {
  double difference = 0;
  double norm = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference += (found[i] - expected[i]) * (found[i] - expected[i]);
    norm += expected[i] * expected[i];
  }
  return std::sqrt(difference / norm);
}

void add_problem(KernelCheck& check, double error) {
  ++check.problems;
  if (!(error <= check.error)) {  // NaN is the largest, and stays
    check.error = std::isnan(check.error) ? check.error : error;
  }
}

std::unique_ptr<std::byte, FreeScratch> check_scratch(std::size_t bytes) {
  std::unique_ptr<std::byte, FreeScratch> scratch(
      static_cast<std::byte*>(::operator new (bytes, std::align_val_t{64})));
  std::memset(scratch.get(), 0xFF, bytes);  // NaN
  return scratch;
}

}  // namespace resnext
