// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "kernels/checks/pointwise_problem.h"

// The arithmetic of pointwise kernels, which is fixed to the bit.
namespace resnext {
namespace {

/// Returns the numbers of a destination of bytes.
std::vector<int> bytes_of(const Bytes& destination, DType type) {
  std::vector<int> numbers;
  for (const std::byte byte : destination) {
    const auto number = std::to_integer<std::uint8_t>(byte);
    numbers.push_back(type == DType::kI8 ? static_cast<std::int8_t>(number) : number);
  }
  return numbers;
}

TEST_CASE("the reference of pointwise kernels computes the definition", "[kernels]") {
  const DType residual = GENERATE(DType::kF32, DType::kU8, DType::kI8);
  const DType destination = GENERATE(DType::kU8, DType::kI8);
  const bool relu = GENERATE(false, true);
  const PointwiseProblem problem({2, 32, 48, 5, 2, relu, residual, destination});
  const std::vector<double> expected = definition(problem);
  const std::vector<int> found =
      bytes_of(run_kernel(*dot_pointwise_kernel(DotIsa::kReference), problem, 1), destination);
  REQUIRE(found.size() == expected.size());
  const double least = destination == DType::kI8 ? -128 : 0;
  const double largest = destination == DType::kI8 ? 127 : 255;
  int inside = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double clamped = std::clamp(expected[i], least, largest);
    CHECK(std::abs(found[i] - clamped) <= 0.5 + 1e-4);
    inside += clamped > std::max(least, relu ? 0.0 : least) && clamped < largest ? 1 : 0;
  }
  CHECK(inside > static_cast<int>(found.size()) / 4);  // the check is not only of clamping
}

TEST_CASE("sums of pointwise products don't saturate", "[kernels]") {
  // 4096 products of 255 x 127 are beyond 2^24, where f32 has no odd numbers, and pairs of them are
  // beyond 16 bits.
  const int weight = GENERATE(-128, -127, 127);
  PointwiseProblem problem({1, 4096, 80, 2, 1, false, DType::kF32, DType::kF32});
  std::ranges::fill(problem.source, std::byte{255});
  std::ranges::fill(problem.weights, static_cast<std::int8_t>(weight));
  std::ranges::fill(problem.scale, 1.0F);
  std::ranges::fill(problem.bias, 0.0F);
  for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
    CAPTURE(kernel->name, weight);
    const Floats found = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    CHECK(found == Floats(4 * 80, static_cast<float>(4096 * 255 * weight)));
  }
}

TEST_CASE("pointwise results are rounded once, half to even, and clamped", "[kernels]") {
  const auto [sum, bias, u8, s8] = GENERATE(table<int, float, int, int>({{1, 0.5F, 2, 2},
                                                                         {2, 0.5F, 2, 2},
                                                                         {0, 0.5F, 0, 0},
                                                                         {0, -0.5F, 0, 0},
                                                                         {0, -1.5F, 0, -2},
                                                                         {0, -2.5F, 0, -2},
                                                                         {0, 126.5F, 126, 126},
                                                                         {1, 126.5F, 128, 127},
                                                                         {-1, -127.5F, 0, -128},
                                                                         {0, -129.5F, 0, -128},
                                                                         {0, 254.5F, 254, 127},
                                                                         {1, 254.5F, 255, 127},
                                                                         {0, 40000.0F, 255, 127},
                                                                         {0, -40000.0F, 0, -128},
                                                                         {0, 2.2e9F, 255, 127},
                                                                         {0, -2.2e9F, 0, -128},
                                                                         {0, -3e38F, 0, -128},
                                                                         {0, 3e38F, 255, 127}}));
  const int channels = GENERATE(16, 64);
  for (const DType type : {DType::kU8, DType::kI8}) {
    PointwiseProblem problem({1, 16, channels, 1, 1, false, DType::kF32, type});
    std::ranges::fill(problem.source, std::byte{0});
    problem.source[0] = std::byte{1};
    std::ranges::fill(problem.weights, static_cast<std::int8_t>(sum));
    std::ranges::fill(problem.scale, 1.0F);
    std::ranges::fill(problem.bias, bias);
    const std::vector<int> expected(static_cast<std::size_t>(channels),
                                    type == DType::kU8 ? u8 : s8);
    for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
      CAPTURE(kernel->name, sum, bias, channels);
      CHECK(bytes_of(run_kernel(*kernel, problem, 1), type) == expected);
    }
  }
}

TEST_CASE("pointwise kernels with extreme scales give the same bits", "[kernels]") {
  const float scale = GENERATE(0.0F, 1e-38F, 1e-42F, 1e30F, -1e30F, 3e38F);
  const DType residual = GENERATE(DType::kF32, DType::kI8);
  for (const DType destination : {DType::kU8, DType::kI8}) {
    PointwiseProblem problem({1, 32, 80, 3, 1, false, residual, destination});
    std::ranges::fill(problem.scale, scale);
    const Bytes expected = run_kernel(*dot_pointwise_kernel(DotIsa::kReference), problem, 1);
    for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
      CAPTURE(kernel->name, scale);
      CHECK(run_kernel(*kernel, problem, 1) == expected);
    }
  }
}

TEST_CASE("what the destination holds is added before ReLU", "[kernels]") {
  const auto [byte, type, relu, expected] =
      GENERATE(table<int, DType, bool, int>({{0xFF, DType::kU8, false, 126},
                                             {0xFF, DType::kI8, false, -2},
                                             {0xFF, DType::kI8, true, 0},
                                             {0x80, DType::kI8, false, -66},
                                             {0x80, DType::kU8, true, 62},
                                             {0x07, DType::kI8, true, 2},
                                             {0x02, DType::kU8, false, -1},
                                             {0x7F, DType::kI8, true, 62}}));
  const int channels = GENERATE(16, 64);
  PointwiseProblem problem({1, 16, channels, 3, 1, relu, type, DType::kI8});
  std::ranges::fill(problem.weights, std::int8_t{0});
  std::ranges::fill(problem.bias, -2.0F);
  std::ranges::fill(problem.before, static_cast<std::byte>(byte));
  problem.residual_scale = 0.5F;
  for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
    CAPTURE(kernel->name, byte, relu);
    CHECK(bytes_of(run_kernel(*kernel, problem, 1), DType::kI8) ==
          std::vector<int>(static_cast<std::size_t>(9 * channels), expected));
  }
}

TEST_CASE("pointwise scales, biases and residuals are added without rounding between",
          "[kernels]") {
  // (2^12 + 1)^2 - 2^24 is lost if the product is rounded to 24 bits first, and 3 x (2^23 + 1)
  // - 3 x 2^23 likewise.
  PointwiseProblem problem({1, 32, 16, 1, 1, false, DType::kF32, DType::kF32});
  std::ranges::fill(problem.source, std::byte{0});
  problem.source[0] = std::byte{255};
  problem.source[31] = std::byte{17};
  std::ranges::fill(problem.weights, std::int8_t{0});
  for (std::size_t out = 0; out < 16; ++out) {  // 255 x 16 + 17 = 4097
    problem.weights[out * 32] = 16;
    problem.weights[out * 32 + 31] = 1;
  }
  std::ranges::fill(problem.scale, 4097.0F);
  std::ranges::fill(problem.bias, -0x1p24F);
  PointwiseProblem sum({1, 16, 16, 1, 1, false, DType::kU8, DType::kU8});
  std::ranges::fill(sum.weights, std::int8_t{0});
  std::ranges::fill(sum.bias, -0x1.8p24F);
  std::ranges::fill(sum.before, std::byte{3});
  sum.residual_scale = 0x1p23F + 1;
  for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
    CAPTURE(kernel->name);
    const Floats found = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    CHECK(found == Floats(16, 8193.0F));
    CHECK(bytes_of(run_kernel(*kernel, sum, 1), DType::kU8) == std::vector<int>(16, 3));
  }
}

}  // namespace
}  // namespace resnext
