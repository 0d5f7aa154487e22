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

TEST_CASE("each dot kernel can be looked up by its instructions", "[kernels]") {
  for (const DotTypes types : {DotTypes::kBf16, DotTypes::kInt8}) {
    REQUIRE(dot_kernel(types, DotIsa::kReference) != nullptr);
    for (const DotKernel* kernel : usable_dot_kernels(types)) {
      CHECK(kernel->types == types);
    }
  }
  CHECK(dot_kernel(DotTypes::kBf16, DotIsa::kAvx512Vnni) == nullptr);
  CHECK(dot_kernel(DotTypes::kInt8, DotIsa::kAvx512Bf16) == nullptr);
  const std::size_t known = std::size(kDotIsas);  // one of them is for bfloat16 only
  if (usable_dot_kernels(DotTypes::kInt8).size() < known - 1 ||
      usable_dot_kernels(DotTypes::kBf16).size() < 2) {
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
      for (const DotKernel* kernel : usable_dot_kernels(DotTypes::kBf16)) {
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
      for (const DotKernel* kernel : usable_dot_kernels(DotTypes::kInt8)) {
        INFO(kernel->name << ": " << text_of(shape));
        CHECK(run_kernel(*kernel, problem, 2) == expected);
      }
    }
  }
}

TEST_CASE("dot kernels give the same bits however units are divided", "[kernels]") {
  const DotTypes types = GENERATE(DotTypes::kBf16, DotTypes::kInt8);
  for (const DotConvolution& shape :
       {DotConvolution{3, 5, 8, 17, 1}, {1, 2, 48, 14, 1}, {2, 3, 24, 15, 2, true}}) {
    const DotProblem problem(shape, types);
    for (const DotKernel* kernel : usable_dot_kernels(types)) {
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
  for (const DotKernel* kernel : usable_dot_kernels(types)) {
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
    for (const DotKernel* kernel : usable_dot_kernels(types)) {
      if (kernel->layout.lanes > 1) {
        CAPTURE(kernel->name);
        CHECK(kernel->units({1, 32, 64, 7, 1}) >= 64);
      }
    }
  }
}

}  // namespace
}  // namespace resnext
