// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/build_attention.h"

#include <algorithm>
#include <cmath>

namespace resnext {
namespace {

int squeeze_excite(ResNetNodes& nodes, double reduction, const AttentionPlace& place, int pooled) {
  const int squeezed =
      nodes.convolution({.name = place.name + ".fc1",
                         .bias = true,
                         .input = pooled,
                         .relu = true,
                         .out_channels = squeezed_channels(place.channels, reduction)});
  return nodes.convolution({.name = place.name + ".fc2",
                            .bias = true,
                            .input = squeezed,
                            .out_channels = nodes.channels(pooled)});
}

}  // namespace

int squeezed_channels(int channels, double reduction) {
  constexpr int kDivisor = 8;
  const auto wanted = static_cast<int>(channels * reduction + kDivisor / 2.0);
  return std::max(kDivisor, wanted / kDivisor * kDivisor);
}

int eca_kernel(int channels) {
  const auto length = static_cast<int>((std::log2(channels) + 1) / 2);
  return std::max(length % 2 == 0 ? length + 1 : length, 3);
}

int add_attention(ResNetNodes& nodes, const Attention& attention, const AttentionPlace& place) {
  const int pooled = nodes.add(
      {.kind = NodeKind::kGlobalAveragePool, .name = place.name + ".pool", .input = place.input});
  const int gate = attention.kind == Attention::Kind::kSqueezeExcite
                       ? squeeze_excite(nodes, attention.reduction, place, pooled)
                       : nodes.add({.kind = NodeKind::kChannelConvolution,
                                    .name = place.name + ".conv",
                                    .input = pooled,
                                    .kernel = eca_kernel(place.channels),
                                    .padding = eca_kernel(place.channels) / 2});
  return nodes.add({.kind = NodeKind::kChannelGate,
                    .name = place.name,
                    .input = place.input,
                    .gate = gate,
                    .residual = place.shortcut,
                    .relu = true});
}

}  // namespace resnext
