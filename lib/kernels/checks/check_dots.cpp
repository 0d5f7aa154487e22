// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "kernels/checks/dot_problem.h"
#include "kernels/checks/kernel_check.h"

namespace resnext {
namespace {

constexpr std::array<DotConvolution, 4> kShapes = {
    {{.batch = 2, .groups = 3, .channels = 8, .in_size = 15, .stride = 2, .relu = true},
     {.groups = 4, .channels = 16, .in_size = 10},
     {.groups = 1, .channels = 24, .in_size = 7},
     {.groups = 2, .channels = 64, .in_size = 14, .relu = true}}};

/// Compares f32 results with the definition.
KernelCheck checked_by_definition(const DotKernel& kernel) {
  KernelCheck check = {.kernel = kernel.name, .reference = kDefinition, .limit = 2e-6};
  for (const DotConvolution& shape : kShapes) {
    const DotProblem problem(shape, kernel.types);
    std::vector<double> expected;
    for (const DotElement& element : definition(problem)) {
      expected.push_back(element.value);
    }
    add_problem(check,
                relative_error(numbers_of(run_kernel(kernel, problem, 2), DType::kF32), expected));
  }
  return check;
}

/// Compares bytes with those of the reference.
KernelCheck checked_by_bits(const DotKernel& kernel) {
  KernelCheck check = {.kernel = kernel.name, .reference = "plain C++, the same bits"};
  const DotKernel& reference = *dot_kernel(kernel.types, DotIsa::kReference);
  for (DotConvolution shape : kShapes) {
    for (const DType destination : {DType::kU8, DType::kBF16, DType::kF32}) {
      shape.destination = destination;
      const DotProblem problem(shape, kernel.types);
      const bool same = run_kernel(kernel, problem, 2) == run_kernel(reference, problem, 1);
      add_problem(check, same ? 0 : std::numeric_limits<double>::infinity());
    }
  }
  return check;
}

}  // namespace

void check_dot_kernels(std::vector<KernelCheck>& checks) {
  for (const DotTypes types : {DotTypes::kBf16, DotTypes::kInt8}) {
    const DotKernel* const reference = dot_kernel(types, DotIsa::kReference);
    for (const DotKernel* kernel : usable_dot_kernels(types)) {
      const bool exact = types == DotTypes::kInt8 && kernel != reference;
      checks.push_back(exact ? checked_by_bits(*kernel) : checked_by_definition(*kernel));
    }
  }
}

}  // namespace resnext
