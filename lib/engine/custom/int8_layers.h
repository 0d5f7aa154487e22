// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/kernel_table.h"

// Convolutions of 8-bit integers (Node::int8). Their results are the same bits on every CPU.
namespace resnext {

/// Makes the kernel of a node that computes with 8-bit integers.
std::shared_ptr<const CustomKernel> make_int8_layer(const CustomKernelRequest& request,
                                                    const CpuFeatures& cpu);

}  // namespace resnext
