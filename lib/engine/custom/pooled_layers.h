// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/kernel_table.h"

// Layers that compute a gate from a feature map: the means of its channels, and small products or
// convolutions of this vector, which lies as [batch, channels].
namespace resnext {

/// Returns true for a 1x1 convolution of a pooled vector, which is a product of small matrices.
bool is_pooled_convolution(const CustomKernelRequest& request);

/// Makes the kernel of a global average pool, a pooled convolution or a convolution over channels.
/// Throws std::logic_error for another kind of node.
std::shared_ptr<const CustomKernel> make_pooled_layer(const CustomKernelRequest& request,
                                                      const CpuFeatures& cpu);

}  // namespace resnext
