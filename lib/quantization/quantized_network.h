// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/fold_batch_norm.h"

// A network of 8-bit integers in memory.
namespace resnext {

/// A convolution's weights as integers: real weight [o, ...] = scale[o] * integer.
struct RoundedWeights {
  std::vector<std::int8_t> integers;  ///< in PyTorch's order, -127 to 127
  std::vector<float> scale;           ///< one an output channel
  double error = 0;  ///< root mean square of the rounding, relative to the weights'
};

/// What makes an 8-bit network of a folded one. One entry a node; empty or 0 where it has none.
struct QuantizedNetwork {
  std::vector<RoundedWeights> weights;
  std::vector<std::vector<float>> bias;  ///< corrected; one an output channel
  std::vector<float> output_scale;
};

/// Returns the network with 8-bit convolutions except `f32_layers`, as views into `quantized` and
/// `base`, which must outlive it. Throws ConfigError as quantized_network() does.
FoldedNetwork folded_network(const QuantizedNetwork& quantized, const FoldedNetwork& base,
                             const std::vector<std::string>& f32_layers);

}  // namespace resnext
