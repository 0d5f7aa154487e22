// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/kernel_table.h"

// The f32 layers of a quantized network, which has the same results on every CPU.
namespace resnext {

/// Makes the kernel of a convolution or a linear layer whose sums have one order; nullptr for
/// dilated convolutions.
std::shared_ptr<const CustomKernel> make_ordered_layer(const CustomKernelRequest& request,
                                                       const CpuFeatures& cpu);

}  // namespace resnext
