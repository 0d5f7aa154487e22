// SPDX-License-Identifier: Apache-2.0
#include "quantization/quantized_network.h"

#include "models/quantization.h"

namespace resnext {

FoldedNetwork folded_network(const QuantizedNetwork& quantized, const FoldedNetwork& base,
                             const std::vector<std::string>& f32_layers) {
  FoldedNetwork folded = {quantized_network(base.network, f32_layers, "quantization"),
                          base.weights};
  for (std::size_t i = 0; i < folded.weights.size(); ++i) {
    const Node& node = folded.network.nodes[i];
    FoldedWeights& weights = folded.weights[i];
    if (node.int8) {
      const RoundedWeights& rounded = quantized.weights[i];
      weights.weight.dtype = DType::kI8;
      weights.weight.stride = contiguous_stride(weights.weight.shape);
      weights.weight.data = reinterpret_cast<const std::byte*>(rounded.integers.data());
      weights.scale = rounded.scale;
      weights.bias = quantized.bias[i];
    }
    if (node.has_scale) {
      weights.output_scale = quantized.output_scale[i];
    }
  }
  return folded;
}

}  // namespace resnext
