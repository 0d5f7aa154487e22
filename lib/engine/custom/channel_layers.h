// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "engine/custom/kernel_table.h"

// Layers that treat each channel by itself, in whatever layout the layer before has left
// (kernels/channel_kernels.h). oneDNN has none of them.
namespace resnext {

/// Returns true for the kinds of nodes that make_channel_layer knows.
bool is_channel_layer(NodeKind kind);

/// Makes the kernel of a blur pool, a group norm or a channel gate.
/// Throws std::logic_error for another kind of node.
std::shared_ptr<const CustomKernel> make_channel_layer(const CustomKernelRequest& request,
                                                       const CpuFeatures& cpu);

}  // namespace resnext
