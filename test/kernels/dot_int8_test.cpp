// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "kernels/checks/dot_problem.h"

// The arithmetic of dot kernels with 8-bit numbers, which is fixed to the bit.
namespace resnext {
namespace {

TEST_CASE("the reference of 8-bit numbers computes the definition", "[kernels]") {
  const int stride = GENERATE(1, 2);
  for (DotConvolution shape : {DotConvolution{2, 3, 8, 7, stride}, {1, 2, 16, 4, stride, true}}) {
    shape.destination = DType::kU8;
    const DotProblem problem(shape, DotTypes::kInt8);
    const std::vector<DotElement> expected = definition(problem);
    const Floats found = numbers_of(
        run_kernel(*dot_kernel(DotTypes::kInt8, DotIsa::kReference), problem, 1), DType::kU8);
    int inside = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double clamped = std::clamp(expected[i].value, 0.0, 255.0);
      CHECK(std::abs(found[i] - clamped) <= 0.5 + 1e-4);
      inside += clamped > 0 && clamped < 255 ? 1 : 0;
    }
    CHECK(inside > static_cast<int>(found.size()) / 4);  // the check is not only of clamping
  }
}

TEST_CASE("sums of 8-bit products don't saturate", "[kernels]") {
  // 64 x 9 products of 255 x 127 are beyond 2^24, where f32 has no odd numbers, and pairs of them
  // are beyond 16 bits.
  const int weight = GENERATE(-128, -127, 127);
  DotProblem problem({1, 2, 64, 3, 1, false, DType::kF32}, DotTypes::kInt8);
  std::ranges::fill(problem.source, std::byte{255});
  std::ranges::fill(problem.byte_weights, static_cast<std::int8_t>(weight));
  std::ranges::fill(problem.scale, 1.0F);
  std::ranges::fill(problem.bias, 0.0F);
  for (const DotKernel* kernel : usable_dot_kernels(DotTypes::kInt8)) {
    CAPTURE(kernel->name, weight);
    const Floats found = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    const auto middle = static_cast<std::size_t>(4 * 128);
    CHECK(found[0] == static_cast<float>(4 * 64 * 255 * weight));
    CHECK(found[middle] == static_cast<float>(9 * 64 * 255 * weight));
    CHECK(found[middle + 127] == found[middle]);
  }
}

TEST_CASE("results of 8-bit numbers are rounded once, half to even, and clamped", "[kernels]") {
  const auto [sum, bias, expected] = GENERATE(table<int, float, int>({{1, 0.5F, 2},
                                                                      {2, 0.5F, 2},
                                                                      {3, 0.5F, 4},
                                                                      {0, 0.5F, 0},
                                                                      {0, 254.5F, 254},
                                                                      {1, 254.5F, 255},
                                                                      {0, 255.5F, 255},
                                                                      {0, -0.5F, 0},
                                                                      {0, -3e38F, 0},
                                                                      {0, 3e38F, 255}}));
  const int channels = GENERATE(8, 16);
  DotProblem problem({1, 1, channels, 1, 1, false, DType::kU8}, DotTypes::kInt8);
  std::ranges::fill(problem.source, std::byte{0});
  problem.source[0] = std::byte{1};
  std::ranges::fill(problem.byte_weights, static_cast<std::int8_t>(sum));
  std::ranges::fill(problem.scale, 1.0F);
  std::ranges::fill(problem.bias, bias);
  for (const DotKernel* kernel : usable_dot_kernels(DotTypes::kInt8)) {
    CAPTURE(kernel->name, sum, bias);
    const Floats found = numbers_of(run_kernel(*kernel, problem, 1), DType::kU8);
    CHECK(found == Floats(static_cast<std::size_t>(channels), static_cast<float>(expected)));
  }
}

TEST_CASE("scale and bias are applied without rounding between them", "[kernels]") {
  // (2^12 + 1)^2 - 2^24 is lost if the product is rounded to 24 bits first.
  DotProblem problem({1, 1, 16, 1, 1, false, DType::kF32}, DotTypes::kInt8);
  std::ranges::fill(problem.source, std::byte{0});
  problem.source[0] = std::byte{255};
  problem.source[15] = std::byte{17};
  std::ranges::fill(problem.byte_weights, std::int8_t{0});
  for (std::size_t out = 0; out < 16; ++out) {
    for (std::size_t in = 0; in < 16; ++in) {  // 255 x 16 + 17 = 4097
      problem.byte_weights[(out * 16 + in) * 9 + 4] = static_cast<std::int8_t>(in == 0    ? 16
                                                                               : in == 15 ? 1
                                                                                          : 0);
    }
  }
  std::ranges::fill(problem.scale, 4097.0F);
  std::ranges::fill(problem.bias, -0x1p24F);
  for (const DotKernel* kernel : usable_dot_kernels(DotTypes::kInt8)) {
    CAPTURE(kernel->name);
    const Floats found = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    CHECK(found == Floats(16, 8193.0F));
  }
}

}  // namespace
}  // namespace resnext
