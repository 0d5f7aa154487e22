// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <memory>
#include <string>

#include "engine/custom/custom_kernel.h"
#include "engine/layer_types.h"
#include "models/network.h"

// How each kind of node becomes a kernel: a oneDNN primitive or a custom kernel, with the layouts
// that it wants. Private to lib/engine.
namespace resnext {

/// Weights and bias are empty for pools and reorders.
struct LayerKernel {
  dnnl::primitive primitive = {};                   ///< empty if `custom` replaces it
  std::shared_ptr<const CustomKernel> custom = {};  ///< may be none
  std::string name = {};                            ///< "jit:avx2", "winograd:avx2"
  LayerTypes types = {};
  dnnl::memory::desc source = {};
  dnnl::memory::desc weights = {};
  dnnl::memory::desc bias = {};  ///< of 8-bit layers: their constants (custom/int8_constants.h)
  dnnl::memory::desc destination = {};
  std::size_t scratch_bytes = 0;
};

/// Makes oneDNN's convolution. `weights`: nullptr lets oneDNN choose. `destination`: required
/// for a residual sum, which is computed in place; nullptr lets oneDNN choose. This
/// and the following throw dnnl::error.
LayerKernel make_convolution(const dnnl::engine& engine, const CustomKernelRequest& request,
                             const dnnl::memory::desc* weights,
                             const dnnl::memory::desc* destination);

/// Wraps a custom kernel made for `request`.
LayerKernel make_custom(std::shared_ptr<const CustomKernel> kernel,
                        const CustomKernelRequest& request);

/// Makes a max-pool or an average pool.
LayerKernel make_pool(const dnnl::engine& engine, const Node& node, int output_size,
                      const LayerTypes& types, const dnnl::memory::desc& source);

LayerKernel make_global_average_pool(const dnnl::engine& engine, const LayerTypes& types,
                                     const dnnl::memory::desc& source);

LayerKernel make_linear(const dnnl::engine& engine, const Node& node, int batch,
                        const LayerTypes& types, const dnnl::memory::desc* weights);

/// Makes a kernel that copies an activation from one layout to another.
LayerKernel make_reorder(const dnnl::engine& engine, const LayerTypes& types,
                         const dnnl::memory::desc& source, const dnnl::memory::desc& destination);

/// Returns the name of the kernel's layout of weights: PackedLayer::layout.
std::string packing_name(const LayerKernel& kernel);

}  // namespace resnext
