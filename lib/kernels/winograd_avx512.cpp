// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd_lanes.h"

namespace resnext {

extern const WinogradKernel kWinogradAvx512;
const WinogradKernel kWinogradAvx512 = {"winograd:avx512", 16, &Winograd<16>::scratch_floats,
                                        &Winograd<16>::run};

}  // namespace resnext
