// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.hpp>
#include <optional>
#include <span>
#include <vector>

#include "engine/choose.h"
#include "engine/layer_precision.h"
#include "engine/onednn/layer_kernels.h"

// Picks one layer's kernel. Private to lib/engine.
namespace resnext {

/// Picks the kernels of a network's layers, one by one. Keeps references to what it is given.
class LayerChooser {
 public:
  /// `packed`: see choose_kernels().
  LayerChooser(const dnnl::engine& engine, const Network& network, const PlanOptions& options,
               std::span<const dnnl::memory::desc> packed);

  /// Returns the best kernel for node `index`, or, unless it is a fallback, one that accepts the
  /// packed weights. It may want another type than the input's. `residual`: the buffer that the
  /// node adds, or nullptr. Throws dnnl::error.
  LayerKernel choose(int index, const PlanBuffer& input, const PlanBuffer* residual) const;

  /// Returns how the network is computed.
  Arithmetic arithmetic() const { return arithmetic_; }

  /// Returns the height and width of a node's output, pixels.
  int output_size(int index) const { return sizes_[static_cast<std::size_t>(index)]; }

 private:
  const Node& node(int index) const { return network_.nodes[static_cast<std::size_t>(index)]; }
  bool begins_gate(int index) const;
  std::optional<DType> residual_type(int index) const;
  LayerKernel choose(int index, const LayerTypes& types, const PlanBuffer& input,
                     const PlanBuffer* residual) const;
  LayerKernel make(int index, const LayerTypes& types, const PlanBuffer& input,
                   const dnnl::memory::desc* weights, const dnnl::memory::desc* destination) const;

  const dnnl::engine& engine_;
  const Network& network_;
  const PlanOptions& options_;
  const std::vector<int> sizes_;
  const CpuFeatures cpu_;
  const Arithmetic arithmetic_;
  const bool quantized_;
  const std::span<const dnnl::memory::desc> packed_;
};

}  // namespace resnext
