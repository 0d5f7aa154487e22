// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd_lanes.h"

namespace resnext {

extern const WinogradKernel kWinogradNeon;
const WinogradKernel kWinogradNeon = {"winograd:neon", 4, &Winograd<4>::scratch_floats,
                                      &Winograd<4>::run};

}  // namespace resnext
