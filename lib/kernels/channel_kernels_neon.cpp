// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels_impl.h"

namespace resnext {

extern const ChannelKernels kChannelKernelsNeon;
const ChannelKernels kChannelKernelsNeon = {"neon", &gate, &blur, &mean, &linear, &norm};

}  // namespace resnext
