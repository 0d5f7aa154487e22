// SPDX-License-Identifier: Apache-2.0
#include "kernels/checks/kernel_check.h"

namespace resnext {

std::vector<KernelCheck> check_kernels() {
  std::vector<KernelCheck> checks;
  check_winograd_kernels(checks);
  check_tile_kernels(checks);
  check_dot_kernels(checks);
  check_pointwise_kernels(checks);
  check_channel_kernels(checks);
  check_ordered_kernels(checks);
  check_row_filters(checks);
  return checks;
}

}  // namespace resnext
