#pragma once

#include <vector>

#include "models/bind_weights.h"

namespace resnext {

/// A node's weights after folding: output channel o computes
/// scale[o] * (weight[o] * input) + bias[o]. The weight itself is not touched: whoever packs it
/// multiplies on the way, so that folding never holds a second copy of a large network.
struct FoldedWeights {
  TensorView weight;         ///< [out, in / groups, k, k], or [classes, features]
  std::vector<float> scale;  ///< one an output channel; empty stands for 1
  std::vector<float> bias;   ///< one an output channel
};

/// A network without batch norms, one FoldedWeights a node (empty for pools).
struct FoldedNetwork {
  Network network;
  std::vector<FoldedWeights> weights;
};

/// Batch norm at inference is y = (x - mean) / sqrt(var + eps) * weight + bias per channel (arXiv
/// 1502.03167, section 3.1), with PyTorch's eps of 1e-5; computed in f64 and rounded once. Throws
/// WeightsError that names the tensor if a statistic is negative (var) or not finite.
FoldedNetwork fold_batch_norm(const BoundNetwork& bound);

}  // namespace resnext
