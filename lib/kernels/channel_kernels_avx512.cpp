// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels_impl.h"

namespace resnext {

extern const ChannelKernels kChannelKernelsAvx512;
const ChannelKernels kChannelKernelsAvx512 = {"avx512", &gate, &blur, &mean, &linear, &norm};

}  // namespace resnext
