// SPDX-License-Identifier: Apache-2.0
#pragma once

// Folds batch norms into the layers before them.

#include <vector>

#include "models/bind_weights.h"

namespace resnext {

/// A node's weights after folding: output channel o computes
/// scale[o] * (weight[o] * input) + bias[o]. The weight itself stays as it is: packing multiplies
/// by the scale, so that folding never holds a second copy of a large network. A group norm has its
/// own weight, which multiplies each normalized channel, and its own bias. The weights of 8-bit
/// layers (Node::int8) are i8, and `scale` is what a unit of them stands for.
struct FoldedWeights {
  TensorView weight;         ///< [out, in / groups, k, k]; [classes, features]; group norm: [out];
                             ///< over channels: [1, 1, k]
  std::vector<float> scale;  ///< one per output channel; empty means 1
  std::vector<float> bias;   ///< one per output channel, 0 where the layer has none of its own;
                             ///< empty for a convolution over channels
  float output_scale = 0;    ///< what a unit of the 8-bit output stands for; 0: it is not 8-bit
};

/// A network without batch norms, one FoldedWeights per node (empty for pools and gates).
struct FoldedNetwork {
  Network network;
  std::vector<FoldedWeights> weights;
};

/// Folds every batch norm. Batch norm at inference is y = (x - mean) / sqrt(var + eps) * weight +
/// bias per channel (arXiv 1502.03167, section 3.1), with PyTorch's eps of 1e-5; computed in f64
/// and rounded once. Throws WeightsError that names the tensor if a statistic is negative (var) or
/// not finite, if a bias, a group norm's weight or a filter over channels is not finite, or if the
/// scale of 8-bit integers is not positive and finite.
FoldedNetwork fold_batch_norm(const BoundNetwork& bound);

}  // namespace resnext
