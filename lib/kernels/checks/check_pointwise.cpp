// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "kernels/checks/kernel_check.h"
#include "kernels/checks/pointwise_problem.h"

namespace resnext {
namespace {

// Whole and single output vectors, and tiles of several sizes.
constexpr std::array<DotPointwise, 3> kShapes = {
    {{.batch = 2, .in_channels = 80, .out_channels = 144, .in_size = 9, .stride = 2, .relu = true},
     {.in_channels = 512, .out_channels = 64, .in_size = 7},
     {.batch = 3, .in_channels = 16, .out_channels = 48, .in_size = 5, .relu = true}}};

/// Compares f32 results with the definition.
KernelCheck checked_by_definition(const DotPointwiseKernel& kernel) {
  KernelCheck check = {.kernel = kernel.name, .reference = kDefinition, .limit = 2e-6};
  for (DotPointwise shape : kShapes) {
    shape.destination = DType::kF32;
    const PointwiseProblem problem(shape);
    add_problem(check, relative_error(numbers_of(run_kernel(kernel, problem, 2), DType::kF32),
                                      definition(problem)));
  }
  return check;
}

/// Compares bytes with those of the reference.
KernelCheck checked_by_bits(const DotPointwiseKernel& kernel) {
  KernelCheck check = {.kernel = kernel.name, .reference = "plain C++, the same bits"};
  const DotPointwiseKernel& reference = *dot_pointwise_kernel(DotIsa::kReference);
  for (DotPointwise shape : kShapes) {
    for (const DType residual : {DType::kF32, DType::kU8, DType::kI8}) {
      for (const DType destination : {DType::kU8, DType::kI8, DType::kF32}) {
        shape.residual = residual;
        shape.destination = destination;
        if (fits_dot_pointwise(shape)) {
          const PointwiseProblem problem(shape);
          const bool same = run_kernel(kernel, problem, 2) == run_kernel(reference, problem, 1);
          add_problem(check, same ? 0 : std::numeric_limits<double>::infinity());
        }
      }
    }
  }
  return check;
}

}  // namespace

void check_pointwise_kernels(std::vector<KernelCheck>& checks) {
  const DotPointwiseKernel* const reference = dot_pointwise_kernel(DotIsa::kReference);
  for (const DotPointwiseKernel* kernel : usable_dot_pointwise_kernels()) {
    checks.push_back(kernel == reference ? checked_by_definition(*kernel)
                                         : checked_by_bits(*kernel));
  }
}

}  // namespace resnext
