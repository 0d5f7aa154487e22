// SPDX-License-Identifier: Apache-2.0
#include "kernels/dot_pointwise.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "kernels/checks/pointwise_problem.h"

namespace resnext {
namespace {

TEST_CASE("each pointwise kernel can be looked up by its instructions", "[kernels]") {
  REQUIRE(dot_pointwise_kernel(DotIsa::kReference) != nullptr);
  CHECK(dot_pointwise_kernel(DotIsa::kAvx512Bf16) == nullptr);
  for (const DotIsa isa : kDotIsas) {
    CHECK((dot_pointwise_kernel(isa) != nullptr) == (dot_kernel(DotTypes::kInt8, isa) != nullptr));
  }
  if (usable_dot_pointwise_kernels().size() < std::size(kDotIsas) - 1) {
    WARN("SKIPPED in part: this CPU lacks instructions of some dot kernels");
  }
}

TEST_CASE("pointwise kernels take multiples of 16 channels and sums of bytes", "[kernels]") {
  CHECK(fits_dot_pointwise({}));
  CHECK(fits_dot_pointwise({.in_channels = 16, .out_channels = 48, .in_size = 1, .stride = 3}));
  CHECK(fits_dot_pointwise({.residual = DType::kI8, .destination = DType::kU8}));
  CHECK(fits_dot_pointwise({.residual = DType::kU8, .destination = DType::kI8}));
  CHECK(fits_dot_pointwise({.destination = DType::kF32}));
  CHECK_FALSE(fits_dot_pointwise({.residual = DType::kI8, .destination = DType::kF32}));
  CHECK_FALSE(fits_dot_pointwise({.residual = DType::kBF16}));
  CHECK_FALSE(fits_dot_pointwise({.destination = DType::kBF16}));
  CHECK_FALSE(fits_dot_pointwise({.in_channels = 24}));
  CHECK_FALSE(fits_dot_pointwise({.in_channels = 65552}));
  CHECK_FALSE(fits_dot_pointwise({.out_channels = 8}));
  CHECK_FALSE(fits_dot_pointwise({.in_channels = 0}));
  CHECK_FALSE(fits_dot_pointwise({.stride = 0}));
}

std::string text_of(const DotPointwise& s) {
  return std::to_string(s.batch) + " images, " + std::to_string(s.in_channels) + " to " +
         std::to_string(s.out_channels) + " channels, " + std::to_string(s.in_size) +
         " pixels, stride " + std::to_string(s.stride) + ", " + to_string(s.residual) + " to " +
         to_string(s.destination) + (s.relu ? ", ReLU" : "");
}

/// Returns shapes with odd sizes and tails of pixels and of output vectors.
std::vector<DotPointwise> odd_shapes() {
  std::vector<DotPointwise> shapes;
  int turn = 0;
  for (const int size : {1, 2, 3, 5, 7, 13, 14}) {
    for (const int channels : {16, 32, 48, 64, 80, 112, 144}) {
      for (const int stride : {1, 2, 3}) {
        const int out = 16 * (++turn * 7 % 13 + 1);
        shapes.push_back({turn % 3 + 1, channels, out, size, stride, turn % 2 == 0});
      }
    }
  }
  shapes.push_back({1, 2048, 64, 7, 1, true});
  shapes.push_back({1, 64, 1024, 7, 1, false});
  shapes.push_back({2, 16, 16, 56, 1, true});
  shapes.push_back({1, 65536, 16, 3, 1, false});  // a block of few pixels
  return shapes;
}

TEST_CASE("pointwise kernels give the same bits", "[kernels]") {
  int turn = 0;
  for (DotPointwise shape : odd_shapes()) {
    for (const DType destination : {DType::kU8, DType::kI8, DType::kF32}) {
      shape.destination = destination;
      constexpr DType kResiduals[] = {DType::kF32, DType::kU8, DType::kI8};
      shape.residual = destination == DType::kF32 ? DType::kF32 : kResiduals[++turn % 3];
      REQUIRE(fits_dot_pointwise(shape));
      const PointwiseProblem problem(shape);
      const Bytes expected = run_kernel(*dot_pointwise_kernel(DotIsa::kReference), problem, 1);
      for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
        INFO(kernel->name << ": " << text_of(shape));
        CHECK(run_kernel(*kernel, problem, 3) == expected);
      }
    }
  }
}

TEST_CASE("pointwise kernels give the same bits however units are divided", "[kernels]") {
  for (const DotPointwise& shape : {DotPointwise{3, 48, 208, 17, 1, true, DType::kI8},
                                    {1, 256, 256, 7, 1},
                                    {2, 32, 64, 9, 2}}) {
    const PointwiseProblem problem(shape);
    for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
      const Bytes whole = run_kernel(*kernel, problem, kernel->units(shape));
      for (const int step : {1, 2, 5}) {
        INFO(kernel->name << ": " << text_of(shape) << ", " << step << " units at a time");
        CHECK(run_kernel(*kernel, problem, step) == whole);
      }
    }
  }
}

TEST_CASE("the pointwise convolutions of a network have tens of units", "[kernels]") {
  for (const int batch : {1, 8}) {
    for (const DotPointwise& shape : {DotPointwise{batch, 64, 256, 56, 1},
                                      {batch, 256, 512, 56, 2},
                                      {batch, 512, 512, 28, 1},
                                      {batch, 1024, 1024, 14, 1},
                                      {batch, 2048, 2048, 7, 1}}) {
      for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
        if (kernel->layout.lanes > 1) {
          INFO(kernel->name << ": " << text_of(shape));
          CHECK(kernel->units(shape) >= 8);
          CHECK(kernel->units(shape) <= 300);
        }
      }
    }
  }
}

}  // namespace
}  // namespace resnext
