// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernels/checks/kernel_check.h"
#include "kernels/checks/tile_problem.h"

namespace resnext {
namespace {

KernelCheck checked(const TileKernel& kernel, double limit) {
  KernelCheck check = {.kernel = kernel.name, .reference = kDefinition, .limit = limit};
  const std::array<TileConvolution, 4> shapes = {
      {{.batch = 3, .in_channels = 80, .out_channels = 96, .in_size = 9, .residual = true},
       {.in_channels = 144, .out_channels = 48, .stride = 2, .in_size = 7, .relu = true},
       {.groups = 4, .in_channels = 8, .out_channels = 8, .kernel = 3, .in_size = 14},
       {.groups = 2,
        .in_channels = 48,
        .out_channels = 48,
        .kernel = 3,
        .stride = 2,
        .in_size = 11,
        .relu = true}}};
  for (const TileConvolution& shape : shapes) {
    const TileProblem problem(shape);
    add_problem(check, relative_error(run_kernel(kernel, problem, 2), definition(problem)));
  }
  return check;
}

}  // namespace

void check_tile_kernels(std::vector<KernelCheck>& checks) {
  if (const TileKernel* const kernel = amx_kernel()) {
    checks.push_back(checked(*kernel, kAmxLimit));
  }
  checks.push_back(checked(reference_tile_kernel(), kReferenceTilesLimit));
}

}  // namespace resnext
