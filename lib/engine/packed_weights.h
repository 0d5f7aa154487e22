#pragma once

#include <dnnl.hpp>
#include <string>
#include <vector>

#include "engine/onednn/layer_primitives.h"
#include "engine/packed_layers.h"
#include "models/fold_batch_norm.h"

namespace resnext {

/// Private to lib/engine: a node's weights in the layout of its kernel.
struct PackedWeights {
  dnnl::memory weights;
  dnnl::memory bias;
  std::string layout;  ///< names how the weights lie; empty if that has no name
};

/// Folds and packs one tensor after another, through one staging buffer that is as large as the
/// largest tensor.
class WeightPacker {
 public:
  /// `largest`: elements of the largest tensor. Allocated whole when it is first needed, since a
  /// buffer that grows leaves holes behind.
  WeightPacker(const dnnl::engine& engine, std::int64_t largest)
      : engine_(engine), stream_(engine), largest_(static_cast<std::size_t>(largest)) {}

  /// Multiplies the weights by the folded scale, into the staging buffer; their own memory is not
  /// needed afterwards, nor read by pack(). Throws WeightsError, naming the tensor, for weights
  /// that are not finite.
  void stage(const Node& node, const FoldedWeights& folded);

  /// Reorders what was staged last from PyTorch's layout into `layer.weights`. Both use OpenMP's
  /// current number of threads.
  PackedWeights pack(const Node& node, const FoldedWeights& folded, const LayerPrimitive& layer);

  /// Weights that were packed earlier, used where they lie. `floats`: as many as `layer.weights`
  /// has, in its layout.
  PackedWeights adopt(std::span<const float> floats, const FoldedWeights& folded,
                      const LayerPrimitive& layer);

 private:
  dnnl::memory bias_of(const FoldedWeights& folded, const LayerPrimitive& layer);

  dnnl::engine engine_;
  dnnl::stream stream_;
  std::size_t largest_;
  std::vector<float> staging_;
};

/// The layout of what WeightPacker makes of a layer's weights, by name: PackedLayer::layout.
std::string packing_name(const LayerPrimitive& layer);

}  // namespace resnext
