// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/kernel_table.h"

// Grouped 3x3 convolutions by Winograd's algorithm (kernels/winograd.h). Activations are channels
// last with vectors of 16 elements, in blocks of eight channels with vectors of 8, as oneDNN keeps
// them in the neighbouring layers.
namespace resnext {

/// Returns nullptr if the kernel can't run or was measured to be slower.
std::shared_ptr<const CustomKernel> make_winograd_layer(const CustomKernelRequest& request,
                                                        const CpuFeatures& cpu);

}  // namespace resnext
