// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "kernels/checks/winograd_problem.h"

namespace resnext {
namespace {

#if defined(__aarch64__)
constexpr int kFewestLanes = 4;
constexpr int kMostLanes = 4;
#else
constexpr int kFewestLanes = 8;
constexpr int kMostLanes = 16;
#endif

const WinogradKernel* kernel_or_skip(int lanes) {
  const WinogradKernel* kernel = winograd_kernel(lanes);
  if (kernel == nullptr) {
    WARN("SKIPPED: this CPU has no vectors of " << lanes << " floats");
  }
  return kernel;
}

TEST_CASE("Winograd computes convolutions with odd shapes and tails", "[kernels]") {
  const int lanes = GENERATE(range(kFewestLanes, kMostLanes + 1, kFewestLanes));
  const WinogradKernel* kernel = kernel_or_skip(lanes);
  if (kernel == nullptr) {
    return;
  }
  const int vectors = GENERATE(1, 2, 3);
  const int size = GENERATE(1, 2, 3, 4, 5, 7, 14, 17);
  GroupedConvolution shape{2, 3, vectors * lanes, size, false};
  const bool channels_last = GENERATE(false, true);
  const int step = GENERATE(1, 4, 6);
  CAPTURE(lanes, vectors, size, channels_last, step);
  const WinogradProblem problem(shape);
  CHECK(relative_error(run_kernel(*kernel, problem, channels_last, step), definition(problem)) <
        1e-6);
}

TEST_CASE("Winograd computes the shapes of ResNeXt", "[kernels]") {
  const int lanes = GENERATE(range(kFewestLanes, kMostLanes + 1, kFewestLanes));
  const WinogradKernel* kernel = kernel_or_skip(lanes);
  if (kernel == nullptr) {
    return;
  }
  const auto [channels, size] =
      GENERATE(table<int, int>({{16, 56}, {48, 28}, {96, 14}, {192, 14}, {80, 30}}));
  const WinogradProblem problem({1, 2, channels, size, true});
  CAPTURE(lanes, channels, size);
  CHECK(relative_error(run_kernel(*kernel, problem, true, 1), definition(problem)) < 2e-6);
}

TEST_CASE("Winograd's ReLU clears negative values only", "[kernels]") {
  const WinogradKernel* kernel = kernel_or_skip(kFewestLanes);
  if (kernel == nullptr) {
    return;
  }
  GroupedConvolution shape{1, 2, 8, 6, false};
  const Floats plain = run_kernel(*kernel, WinogradProblem(shape), false, 2);
  shape.relu = true;
  const Floats rectified = run_kernel(*kernel, WinogradProblem(shape), false, 2);
  std::size_t zeros = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    CHECK(rectified[i] == std::max(plain[i], 0.0F));
    zeros += rectified[i] == 0 ? 1 : 0;
  }
  CHECK(zeros > plain.size() / 10);
  CHECK(zeros < plain.size() * 9 / 10);
}

TEST_CASE("Winograd's packing keeps every weight exactly once", "[kernels]") {
  const int lanes = GENERATE(4, 8, 16);
  const GroupedConvolution shape{1, 2, 5 * lanes, 7, false};
  Floats weights(static_cast<std::size_t>(2 * 25 * lanes * lanes * 9));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<float>(i);
  }
  Floats packed(weights.size(), -1);
  pack_winograd_weights(shape, lanes, weights, packed);
  std::sort(packed.begin(), packed.end());
  CHECK(packed == weights);
}

}  // namespace
}  // namespace resnext
