// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/kernel_table.h"

// Convolutions as products of tiles (kernels/tile_convolution.h), on CPUs with AMX. Activations
// are channels last.
namespace resnext {

/// Returns nullptr if the kernel can't run or was measured to be slower.
std::shared_ptr<const CustomKernel> make_tile_layer(const CustomKernelRequest& request,
                                                    const CpuFeatures& cpu);

}  // namespace resnext
