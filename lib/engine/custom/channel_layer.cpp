// SPDX-License-Identifier: Apache-2.0
#include "engine/custom/channel_layer.h"

#include <fmt/format.h>

#include <algorithm>

namespace resnext {

int inner_of(ActivationLayout layout, int channels) {
  switch (layout) {
    case ActivationLayout::kNchw:
      return 1;
    case ActivationLayout::kNchw8c:
      return 8;
    case ActivationLayout::kNchw16c:
      return 16;
    case ActivationLayout::kNhwc:
      break;
  }
  return channels;
}

ChannelLayer::ChannelLayer(const CustomKernelRequest& request, ActivationLayout layout)
    : layout_(layout),
      blocks_{request.batch, request.node.in_channels, request.in_size * request.in_size,
              inner_of(layout, request.node.in_channels)},
      finish_{request.node.residual >= 0, request.node.relu} {}

std::string ChannelLayer::packing() const { return fmt::format("plain {} 1", weights_size()); }

void ChannelLayer::pack(const ConstTypedData& weights, const TypedData& packed) const {
  std::ranges::copy(as_f32(weights), as_f32(packed).begin());
}

}  // namespace resnext
