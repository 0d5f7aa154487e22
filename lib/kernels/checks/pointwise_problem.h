// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/checks/dot_problem.h"
#include "kernels/dot_pointwise.h"

// 1x1 convolutions of 8-bit numbers, and their definition.
namespace resnext {

/// A 1x1 convolution with reproducible numbers: activations channels last, weights in PyTorch's
/// layout.
struct PointwiseProblem {
  explicit PointwiseProblem(const DotPointwise& s);

  DotPointwise shape;
  Bytes source;
  std::vector<std::int8_t> weights;
  Floats scale, bias;
  float residual_scale = 0.3F;
  Bytes before;  ///< what the destination holds on entry; without a residual it is full of ones
};

/// Returns the implementations that this CPU can run, the reference first.
std::vector<const DotPointwiseKernel*> usable_dot_pointwise_kernels();

/// Computes the convolution by its definition, in f64, channels last: before rounding and clamping.
std::vector<double> definition(const PointwiseProblem& problem);

/// Runs a kernel over all units, `step` at a time, in reverse. Returns the destination.
Bytes run_kernel(const DotPointwiseKernel& kernel, const PointwiseProblem& problem, int step);

}  // namespace resnext
