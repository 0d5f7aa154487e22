// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd_lanes.h"

namespace resnext {

extern const WinogradKernel kWinogradAvx2;
const WinogradKernel kWinogradAvx2 = {"winograd:avx2", 8, &Winograd<8>::scratch_floats,
                                      &Winograd<8>::run};

}  // namespace resnext
