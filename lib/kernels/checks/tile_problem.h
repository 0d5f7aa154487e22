// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/checks/check_numbers.h"
#include "kernels/tile_convolution.h"

// Convolutions for the kernels of tiles, and their definition.
namespace resnext {

/// A convolution with reproducible numbers: activations channels last, weights in PyTorch's layout.
struct TileProblem {
  /// Computes the size of the output.
  explicit TileProblem(const TileConvolution& s);

  TileConvolution shape;
  Floats source, weights, bias, residual;
};

/// Computes the convolution by its definition, in f64, channels last.
std::vector<double> definition(const TileProblem& problem);

/// The largest relative errors that are rounding. The reference sums products one by one, with
/// larger errors than AMX's order.
inline constexpr double kAmxLimit = 5e-7;
inline constexpr double kReferenceTilesLimit = 3e-6;

/// Runs the shares of the threads one after another.
Floats run_kernel(const TileKernel& kernel, const TileProblem& problem, int threads);

}  // namespace resnext
