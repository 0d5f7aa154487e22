#pragma once

#include <dnnl.hpp>
#include <vector>

#include "engine/layer_primitives.h"
#include "graph/fold_batch_norm.h"

namespace resnext {

/// Private to lib/engine: a node's weights in the layout of its kernel.
struct PackedWeights {
  dnnl::memory weights;
  dnnl::memory bias;
};

/// Folds and packs one tensor after another, through one staging buffer that is as large as the
/// largest tensor.
class WeightPacker {
 public:
  explicit WeightPacker(const dnnl::engine& engine) : engine_(engine), stream_(engine) {}

  /// Multiplies the weights by the folded scale and reorders them from PyTorch's layout into
  /// `layer.weights`. Uses OpenMP's current number of threads. Throws WeightsError, naming the
  /// tensor, for weights that are not finite.
  PackedWeights pack(const Node& node, const FoldedWeights& folded, const LayerPrimitive& layer);

 private:
  dnnl::engine engine_;
  dnnl::stream stream_;
  std::vector<float> staging_;
};

}  // namespace resnext
