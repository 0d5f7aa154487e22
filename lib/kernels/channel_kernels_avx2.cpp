// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels_impl.h"

namespace resnext {

extern const ChannelKernels kChannelKernelsAvx2;
const ChannelKernels kChannelKernelsAvx2 = {"avx2", &gate, &blur, &mean, &linear, &norm};

}  // namespace resnext
