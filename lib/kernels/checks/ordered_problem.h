// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/checks/check_numbers.h"
#include "kernels/ordered_convolution.h"

// Convolutions for the kernels whose sums have one order, and their definition.
namespace resnext {

/// A convolution with reproducible numbers; `before` is what the destination holds.
struct OrderedProblem {
  explicit OrderedProblem(const OrderedConvolution& s);

  OrderedConvolution shape;
  Floats source, weights, bias, before;
};

/// Computes the convolution by its definition, in f64, channels last.
std::vector<double> definition(const OrderedProblem& problem);

/// Runs a kernel over all units, `step` at a time, in reverse.
Floats run_kernel(const OrderedKernel& kernel, const OrderedProblem& problem, int step);

}  // namespace resnext
