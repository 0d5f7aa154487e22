// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernels/checks/kernel_check.h"
#include "kernels/checks/winograd_problem.h"

namespace resnext {

void check_winograd_kernels(std::vector<KernelCheck>& checks) {
  for (const int lanes : {4, 8, 16}) {
    const WinogradKernel* const kernel = winograd_kernel(lanes);
    if (kernel == nullptr) {
      continue;
    }
    KernelCheck check = {.kernel = kernel->name, .reference = kDefinition, .limit = 2e-6};
    const std::array<GroupedConvolution, 3> shapes = {
        {{2, 3, lanes, 14, false}, {1, 2, 3 * lanes, 17, true}, {1, 1, 5 * lanes, 7, true}}};
    for (const GroupedConvolution& shape : shapes) {
      const WinogradProblem problem(shape);
      const std::vector<double> expected = definition(problem);
      for (const bool channels_last : {false, true}) {
        add_problem(check,
                    relative_error(run_kernel(*kernel, problem, channels_last, 2), expected));
      }
    }
    checks.push_back(check);
  }
}

}  // namespace resnext
