// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_convolution.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kernels/checks/dot_problem.h"

namespace resnext {
namespace {

/// Returns the implementations of this machine, the reference first.
std::vector<const DotKernel*> kernels(DotTypes types) {
  std::vector<const DotKernel*> found;
  for (const DotIsa isa : kDotIsas) {
    if (const DotKernel* kernel = dot_kernel(types, isa)) {
      found.push_back(kernel);
    }
  }
  return found;
}

TEST_CASE("each dot kernel can be looked up by its instructions", "[kernels]") {
  for (const DotTypes types : {DotTypes::kBf16, DotTypes::kInt8}) {
    REQUIRE(dot_kernel(types, DotIsa::kReference) != nullptr);
    for (const DotKernel* kernel : kernels(types)) {
      CHECK(kernel->types == types);
    }
  }
  CHECK(dot_kernel(DotTypes::kBf16, DotIsa::kAvx512Vnni) == nullptr);
  CHECK(dot_kernel(DotTypes::kInt8, DotIsa::kAvx512Bf16) == nullptr);
  const std::size_t known = std::size(kDotIsas);  // one of them is for bfloat16 only
  if (kernels(DotTypes::kInt8).size() < known - 1 || kernels(DotTypes::kBf16).size() < 2) {
    WARN("SKIPPED in part: this CPU lacks instructions of some dot kernels");
  }
}

std::string text_of(const DotConvolution& s) {
  return std::to_string(s.batch) + " x " + std::to_string(s.groups) + " groups of " +
         std::to_string(s.channels) + " channels, " + std::to_string(s.in_size) +
         " pixels, stride " + std::to_string(s.stride);
}

/// Returns shapes with odd sizes and tails.
std::vector<DotConvolution> odd_shapes() {
  std::vector<DotConvolution> shapes;
  int turn = 0;
  for (const int size : {1, 2, 3, 7, 8, 13, 14, 17}) {
    for (const int channels : {8, 16, 24, 32, 48, 64, 80, 96}) {
      for (const int stride : {1, 2}) {
        const int groups = ++turn % 3 + 1;
        if (channels * channels * size * size <= 24 * 24 * 14 * 14) {
          shapes.push_back({turn % 2 + 1, groups, channels, size, stride, turn % 4 == 0});
        }
      }
    }
  }
  shapes.push_back({2, 32, 8, 9, 1, true});
  shapes.push_back({1, 32, 16, 5, 2, true});
  shapes.push_back({1, 1, 384, 7, 1, false});
  shapes.push_back({1, 1, 96, 14, 1, true});
  shapes.push_back({1, 2, 64, 13, 2, false});
  shapes.push_back({1, 1, 80, 17, 2, true});
  return shapes;
}

/// Returns the distance to the next bfloat16 number, at most.
double spacing(double value) { return std::max(std::abs(value) * 0x1p-7, 0x1p-133); }

TEST_CASE("dot kernels sum bfloat16 products in f32", "[kernels]") {
  for (const DotConvolution& shape : odd_shapes()) {
    const int products = 9 * shape.channels;
    // Every sum and product is rounded once, to 2^-24 of a partial sum.
    const double rounding = 2 * (products + 1) * 0x1p-24;
    DotProblem problem(shape, DotTypes::kBf16);
    const std::vector<DotElement> expected = definition(problem);
    for (const DType destination : {DType::kF32, DType::kBF16}) {
      problem.shape.destination = destination;
      for (const DotKernel* kernel : kernels(DotTypes::kBf16)) {
        INFO(kernel->name << ": " << text_of(shape));
        const Floats found = numbers_of(run_kernel(*kernel, problem, 3), destination);
        REQUIRE(found.size() == expected.size());
        double worst = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
          const double allowed =
              rounding * expected[i].size +
              (destination == DType::kBF16 ? spacing(expected[i].value) / 2 * (1 + 0x1p-7) : 0);
          const double excess = std::abs(found[i] - expected[i].value) / allowed;
          worst = std::isnan(excess) ? std::numeric_limits<double>::infinity()
                                     : std::max(worst, excess);
        }
        CHECK(worst <= 1);
      }
    }
  }
}

TEST_CASE("dot kernels of 8-bit numbers give the same bits", "[kernels]") {
  for (DotConvolution shape : odd_shapes()) {
    for (const DType destination : {DType::kU8, DType::kBF16, DType::kF32}) {
      shape.destination = destination;
      const DotProblem problem(shape, DotTypes::kInt8);
      const Bytes expected =
          run_kernel(*dot_kernel(DotTypes::kInt8, DotIsa::kReference), problem, 1);
      for (const DotKernel* kernel : kernels(DotTypes::kInt8)) {
        INFO(kernel->name << ": " << text_of(shape));
        CHECK(run_kernel(*kernel, problem, 2) == expected);
      }
    }
  }
}

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
  for (const DotKernel* kernel : kernels(DotTypes::kInt8)) {
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
  for (const DotKernel* kernel : kernels(DotTypes::kInt8)) {
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
  for (const DotKernel* kernel : kernels(DotTypes::kInt8)) {
    CAPTURE(kernel->name);
    const Floats found = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    CHECK(found == Floats(16, 8193.0F));
  }
}

TEST_CASE("dot kernels give the same bits however units are divided", "[kernels]") {
  const DotTypes types = GENERATE(DotTypes::kBf16, DotTypes::kInt8);
  for (const DotConvolution& shape :
       {DotConvolution{3, 5, 8, 17, 1}, {1, 2, 48, 14, 1}, {2, 3, 24, 15, 2, true}}) {
    const DotProblem problem(shape, types);
    for (const DotKernel* kernel : kernels(types)) {
      const Bytes whole = run_kernel(*kernel, problem, kernel->units(shape));
      for (const int step : {1, 2, 5}) {
        INFO(kernel->name << ": " << text_of(shape) << ", " << step << " units at a time");
        CHECK(run_kernel(*kernel, problem, step) == whole);
      }
    }
  }
}

TEST_CASE("a ReLU clears negative values only", "[kernels]") {
  const DotTypes types = GENERATE(DotTypes::kBf16, DotTypes::kInt8);
  DotConvolution shape{1, 3, 24, 6, 1};
  for (const DotKernel* kernel : kernels(types)) {
    CAPTURE(kernel->name);
    shape.relu = false;
    DotProblem problem(shape, types);
    std::ranges::fill(problem.bias, 0.0F);
    Floats plain = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    problem.shape.relu = true;
    const Floats rectified = numbers_of(run_kernel(*kernel, problem, 1), DType::kF32);
    CHECK(std::ranges::count_if(plain, [](float v) { return v < 0; }) > 100);
    CHECK(std::ranges::count_if(plain, [](float v) { return v > 0; }) > 100);
    std::ranges::transform(plain, plain.begin(), [](float v) { return std::max(v, 0.0F); });
    CHECK(rectified == plain);
  }
}

TEST_CASE("a convolution for 7x7 images has many units", "[kernels]") {
  for (const DotTypes types : {DotTypes::kBf16, DotTypes::kInt8}) {
    for (const DotKernel* kernel : kernels(types)) {
      if (kernel->layout.lanes > 1) {
        CAPTURE(kernel->name);
        CHECK(kernel->units({1, 32, 64, 7, 1}) >= 64);
      }
    }
  }
}

}  // namespace
}  // namespace resnext
