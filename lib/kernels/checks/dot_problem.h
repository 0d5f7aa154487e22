// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/checks/check_numbers.h"
#include "kernels/dot_convolution.h"

// Convolutions of bfloat16 and 8-bit numbers, and their definition.
namespace resnext {

using Bytes = std::vector<std::byte>;

/// A convolution with reproducible numbers: activations channels last, weights in PyTorch's layout.
struct DotProblem {
  DotProblem(const DotConvolution& s, DotTypes t);

  DotConvolution shape;
  DotTypes types;
  Bytes source;                           ///< bfloat16 or u8
  Floats weights;                         ///< bfloat16's rounding is part of packing
  std::vector<std::int8_t> byte_weights;  ///< in their place with 8-bit numbers
  Floats scale, bias;
};

/// What one element of the destination is by the definition.
struct DotElement {
  double value = 0;  ///< before it is rounded to the destination's type
  double size = 0;   ///< the sum of the absolute values of all products
};

/// Returns the implementations that this CPU can run, the reference first.
std::vector<const DotKernel*> usable_dot_kernels(DotTypes types);

/// Computes the convolution by its definition, in f64, channels last; for bfloat16, on weights that
/// are rounded to it.
std::vector<DotElement> definition(const DotProblem& problem);

/// Runs a kernel over all units, `step` at a time, in reverse. The destination is full of ones
/// before, which is NaN.
Bytes run_kernel(const DotKernel& kernel, const DotProblem& problem, int step);

/// Returns the numbers of a destination.
Floats numbers_of(const Bytes& destination, DType type);

}  // namespace resnext
