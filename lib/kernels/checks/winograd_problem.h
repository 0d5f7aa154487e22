// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/checks/check_numbers.h"
#include "kernels/winograd.h"

// Grouped convolutions for Winograd's kernels, and their definition.
namespace resnext {

/// A convolution with reproducible numbers: activations in plain NCHW, weights in PyTorch's layout.
struct WinogradProblem {
  explicit WinogradProblem(const GroupedConvolution& s);

  GroupedConvolution shape;
  Floats source, weights, bias;
};

/// Computes the convolution by its definition, in f64, as NCHW.
std::vector<double> definition(const WinogradProblem& problem);

/// Runs a kernel over all (image, group) pairs, `step` at a time, with activations channels last or
/// in blocks of channels. Returns the result as NCHW.
Floats run_kernel(const WinogradKernel& kernel, const WinogradProblem& problem, bool channels_last,
                  int step);

}  // namespace resnext
