// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/int8_constants.h"

namespace resnext {

std::size_t int8_constants_size(int out_channels) {
  return 2 * static_cast<std::size_t>(out_channels) + 1;
}

void fill_int8_constants(const FoldedWeights& weights, const Int8Scales& scales,
                         std::span<float> row) {
  const double unit = weights.output_scale;
  const std::size_t channels = weights.bias.size();
  for (std::size_t o = 0; o < channels; ++o) {
    row[o] = static_cast<float>(weights.bias[o] / unit);
    row[channels + o] = static_cast<float>(double{scales.source} * weights.scale[o] / unit);
  }
  row[2 * channels] = static_cast<float>(scales.residual / unit);
}

Int8Constants int8_constants(std::span<const float> row) {
  const std::size_t channels = row.size() / 2;
  return {row.first(channels), row.subspan(channels, channels), row.back()};
}

}  // namespace resnext
