// SPDX-License-Identifier: Apache-2.0
#pragma once

// Folds batch norms into the layers before them.

#include <vector>

#include "models/bind_weights.h"

namespace resnext {

/// A node's weights after folding: output channel o computes
/// scale[o] * (weight[o] * input) + bias[o]. The weight itself stays as it is: packing multiplies
/// by the scale, so that folding never holds a second copy of a large network.
struct FoldedWeights {
  TensorView weight;         ///< [out, in / groups, k, k], or [classes, features]
  std::vector<float> scale;  ///< one per output channel; empty means 1
  std::vector<float> bias;   ///< one per output channel
};

/// A network without batch norms, one FoldedWeights per node (empty for pools).
struct FoldedNetwork {
  Network network;
  std::vector<FoldedWeights> weights;
};

/// Folds every batch norm. Batch norm at inference is y = (x - mean) / sqrt(var + eps) * weight +
/// bias per channel (arXiv 1502.03167, section 3.1), with PyTorch's eps of 1e-5; computed in f64
/// and rounded once. Throws WeightsError that names the tensor if a statistic is negative (var) or
/// not finite.
FoldedNetwork fold_batch_norm(const BoundNetwork& bound);

}  // namespace resnext
