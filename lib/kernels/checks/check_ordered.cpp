// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>

#include "kernels/checks/kernel_check.h"
#include "kernels/checks/ordered_problem.h"

namespace resnext {
namespace {

/// A stem, a shortcut's sum, a linear layer, groups that fill no block.
constexpr std::array<OrderedConvolution, 4> kShapes = {{
    {.batch = 2,
     .out_channels = 64,
     .kernel = 7,
     .stride = 2,
     .padding = 3,
     .in_size = 20,
     .out_size = 10,
     .relu = true,
     .planar = true},
    {.in_channels = 24, .out_channels = 40, .in_size = 9, .out_size = 9, .residual = true},
    {.batch = 2, .in_channels = 50, .out_channels = 21},
    {.groups = 3,
     .in_channels = 8,
     .out_channels = 8,
     .kernel = 3,
     .padding = 1,
     .in_size = 11,
     .out_size = 11},
}};

}  // namespace

void check_ordered_kernels(std::vector<KernelCheck>& checks) {
  const OrderedKernel& reference = *ordered_kernel(0);
  KernelCheck definitions = {.kernel = reference.name, .reference = kDefinition, .limit = 2e-6};
  for (const OrderedConvolution& shape : kShapes) {
    const OrderedProblem problem(shape);
    add_problem(definitions,
                relative_error(run_kernel(reference, problem, 2), definition(problem)));
  }
  checks.push_back(definitions);
  for (const int lanes : {4, 8, 16}) {
    const OrderedKernel* const kernel = ordered_kernel(lanes);
    if (kernel == nullptr) {
      continue;
    }
    KernelCheck check = {.kernel = kernel->name, .reference = "plain C++, the same bits"};
    for (const OrderedConvolution& shape : kShapes) {
      const OrderedProblem problem(shape);
      const bool same = run_kernel(*kernel, problem, 2) == run_kernel(reference, problem, 1);
      add_problem(check, same ? 0 : std::numeric_limits<double>::infinity());
    }
    checks.push_back(check);
  }
}

}  // namespace resnext
