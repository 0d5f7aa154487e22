// SPDX-License-Identifier: Apache-2.0
#include "quantization/bias_correction.h"

namespace resnext {

std::vector<float> corrected_bias(const Node& node, const FoldedWeights& weights,
                                  std::span<const float> values, const RoundedWeights& rounded,
                                  const ChannelMeans& input, const ChannelMeans* residual) {
  const auto channels = static_cast<std::size_t>(node.in_channels / node.groups);
  const auto group = static_cast<std::size_t>(node.out_channels / node.groups);
  const auto taps = static_cast<std::size_t>(node.kernel * node.kernel);
  std::vector<float> bias = weights.bias;
  for (std::size_t o = 0; o < bias.size(); ++o) {
    double lost = residual == nullptr ? 0 : residual->exact[o] - residual->rounded[o];
    for (std::size_t k = 0; k < channels; ++k) {
      const std::size_t first = (o * channels + k) * taps;
      double exact = 0;
      double sum = 0;
      for (std::size_t tap = first; tap < first + taps; ++tap) {
        exact += values[tap];
        sum += rounded.integers[tap];
      }
      const std::size_t in = o / group * channels + k;
      lost += exact * input.exact[in] - sum * rounded.scale[o] * input.rounded[in];
    }
    bias[o] = static_cast<float>(bias[o] + lost);
  }
  return bias;
}

}  // namespace resnext
