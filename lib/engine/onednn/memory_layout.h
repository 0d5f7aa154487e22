// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <string>

#include "engine/custom/custom_kernel.h"
#include "models/network.h"

// The engine's layouts and data types as oneDNN describes memory. Private to lib/engine.
namespace resnext {

/// Throws std::logic_error for a type that oneDNN doesn't compute with here.
dnnl::memory::data_type data_type_of(DType dtype);

/// Returns the plain layout of a node's weights as PyTorch stores them: [out, in, k, k], with a
/// leading dimension of groups where there are any, or [classes, features, 1, 1].
dnnl::memory::desc plain_weights_desc(const Node& node, DType dtype);

/// Returns the layout of an activation [batch, channels, size, size].
dnnl::memory::desc activation_desc(int batch, int channels, int size, DType dtype,
                                   ActivationLayout layout);

/// Returns the layout of an activation of the same extents, channels last.
dnnl::memory::desc nhwc_desc(const dnnl::memory::desc& activation, DType dtype);

/// Returns the layout of an activation, or kNhwc if it has none of these.
ActivationLayout layout_of(const dnnl::memory::desc& activation, DType dtype);

/// Returns the layout of `count` consecutive elements.
dnnl::memory::desc row_desc(std::size_t count, DType dtype);

/// Returns whether the elements are of this type.
bool has_type(const dnnl::memory::desc& desc, DType dtype);

/// Returns the side of an activation's maps, pixels.
int side_of(const dnnl::memory::desc& activation);

/// Returns a name for how weights lie in memory, the same in every process and different for
/// different layouts: "f32 256,64,1,1 strides ...". Empty for layouts that oneDNN doesn't describe
/// as blocks or adds data of its own to; such weights can't be cached.
std::string layout_name(const dnnl::memory::desc& desc, DType dtype);

}  // namespace resnext
