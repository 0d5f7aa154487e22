// SPDX-License-Identifier: Apache-2.0
#include "kernels/ordered_convolution.h"

#include <catch2/catch.hpp>

#include "kernels/checks/ordered_problem.h"

namespace resnext {
namespace {

TEST_CASE("ordered convolutions have the same bits with all instructions", "[kernels]") {
  const OrderedKernel& reference = *ordered_kernel(0);
  const int lanes = GENERATE(4, 8, 16);
  const OrderedKernel* const kernel = ordered_kernel(lanes);
  if (kernel == nullptr) {
    return;  // of another processor
  }
  const int out_channels = GENERATE(1, 33, 80);
  const int kernel_size = GENERATE(1, 3);
  const int size = GENERATE(1, 7, 8);
  const int stride = GENERATE(1, 2);
  const bool planar = GENERATE(false, true);
  const OrderedConvolution shape = {.batch = 2,
                                    .groups = planar ? 1 : 2,
                                    .in_channels = 5,
                                    .out_channels = out_channels,
                                    .kernel = kernel_size,
                                    .stride = stride,
                                    .padding = kernel_size / 2,
                                    .in_size = size,
                                    .out_size = (size - 1) / stride + 1,
                                    .residual = size == 7,
                                    .relu = out_channels > 15,
                                    .planar = planar};
  CAPTURE(lanes, out_channels, kernel_size, size, stride, planar);
  const OrderedProblem problem(shape);
  const Floats expected = run_kernel(reference, problem, 1);
  CHECK(relative_error(expected, definition(problem)) < 1e-6);
  CHECK(run_kernel(*kernel, problem, 1) == expected);
  CHECK(run_kernel(*kernel, problem, 3) == expected);
}

}  // namespace
}  // namespace resnext
