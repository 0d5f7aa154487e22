#pragma once

#include <dnnl.hpp>

#include "engine/custom/custom_kernel.h"
#include "models/network.h"

namespace resnext {

/// Private to lib/engine: how each kind of node becomes a oneDNN primitive. All versions of the
/// oneDNN 2.x interface that differ from 3.x are in layer_primitives.cpp.

/// A primitive descriptor and the layouts it wants. Weights and bias are empty for pools.
struct LayerPrimitive {
  dnnl::primitive primitive;
  dnnl::memory::desc source;
  dnnl::memory::desc weights;
  dnnl::memory::desc bias;
  dnnl::memory::desc destination;
  dnnl::memory::desc scratchpad;
  std::string kernel;                    ///< oneDNN's name of the implementation, or our own
  std::shared_ptr<const OwnKernel> own;  ///< runs in place of `primitive`, which is empty then
};

/// Plain layout of a node's weights as PyTorch stores them: [out, in, k, k], with a leading
/// dimension of groups where there are any, or [classes, features, 1, 1].
dnnl::memory::desc plain_weights_desc(const Node& node);

/// Plain NCHW.
dnnl::memory::desc plain_activation_desc(int batch, int channels, int size);

/// `weights`: nullptr lets oneDNN choose. `destination`: forced for a residual sum, which works in
/// place on the residual's memory; nullptr lets oneDNN choose.
LayerPrimitive make_convolution(const dnnl::engine& engine, const Node& node, int batch,
                                int input_size, int output_size, const dnnl::memory::desc* weights,
                                const dnnl::memory::desc* destination);

/// A convolution by our own kernel.
LayerPrimitive make_own(const std::shared_ptr<const OwnKernel>& own, const Node& node);

LayerPrimitive make_max_pool(const dnnl::engine& engine, const Node& node, int output_size,
                             const dnnl::memory::desc& source);

LayerPrimitive make_global_average_pool(const dnnl::engine& engine,
                                        const dnnl::memory::desc& source);

LayerPrimitive make_linear(const dnnl::engine& engine, const Node& node, int batch,
                           const dnnl::memory::desc* weights);

}  // namespace resnext
