// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// Compares the kernels that this CPU can run with their references: what a user can do where an
// answer is doubted. The tests in test/kernels try more shapes.
namespace resnext {

/// The comparison of one kernel with its reference on a few problems.
struct KernelCheck {
  std::string kernel;     ///< "winograd:avx2"
  std::string reference;  ///< what it was compared with: "definition in f64"
  int problems = 0;
  double error = 0;  ///< the largest of all problems; NaN if a value is missing
  double limit = 0;  ///< errors up to this are rounding

  /// Returns whether the kernel agrees with its reference.
  bool agrees() const { return error <= limit; }
};

/// Checks every kernel in lib/kernels that this CPU can run, whatever the engine would choose.
/// Takes about a second. Throws nothing but std::bad_alloc.
std::vector<KernelCheck> check_kernels();

/// These check one file's kernels each; see check_kernels().
void check_winograd_kernels(std::vector<KernelCheck>& checks);
void check_tile_kernels(std::vector<KernelCheck>& checks);
void check_channel_kernels(std::vector<KernelCheck>& checks);
void check_dot_kernels(std::vector<KernelCheck>& checks);
void check_pointwise_kernels(std::vector<KernelCheck>& checks);
void check_ordered_kernels(std::vector<KernelCheck>& checks);
void check_row_filters(std::vector<KernelCheck>& checks);

}  // namespace resnext
