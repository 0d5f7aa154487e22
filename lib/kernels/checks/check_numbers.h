// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <vector>

#include "kernels/checks/kernel_check.h"

// Numbers and memory for checks of kernels.
namespace resnext {

using Floats = std::vector<float>;

/// Returns reproducible numbers in [-0.5, 0.5), the same on every machine.
Floats check_numbers(std::size_t count, std::uint32_t seed);

/// Returns the error of `found` relative to `expected`, in the L2 norm of the whole tensor; NaN if
/// a value is missing.
double relative_error(const Floats& found, const std::vector<double>& expected);

/// The reference of a kernel that is compared with what it should compute.
inline constexpr const char* kDefinition = "definition in f64";

/// Counts one more problem, whose error was `error`.
void add_problem(KernelCheck& check, double error);

/// Frees what check_scratch returns.
struct FreeScratch {
  void operator()(std::byte* data) const { ::operator delete (data, std::align_val_t{64}); }
};

/// Returns scratch memory as kernels want it, 64-byte aligned; full of NaN.
std::unique_ptr<std::byte, FreeScratch> check_scratch(std::size_t bytes);

}  // namespace resnext
