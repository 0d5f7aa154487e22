#include "models/feature_layer.h"

#include <array>
#include <stdexcept>

namespace resnext {
namespace {

struct Name {
  FeatureLayer layer;
  std::string_view text;
};

constexpr std::array<Name, 6> kNames = {{{FeatureLayer::kLayer1, "layer1"},
                                         {FeatureLayer::kLayer2, "layer2"},
                                         {FeatureLayer::kLayer3, "layer3"},
                                         {FeatureLayer::kLayer4, "layer4"},
                                         {FeatureLayer::kPool, "pool"},
                                         {FeatureLayer::kLogits, "logits"}}};

bool ends(const Node& node, FeatureLayer layer) {
  switch (layer) {
    case FeatureLayer::kPool:
      return node.kind == NodeKind::kGlobalAveragePool;
    case FeatureLayer::kLogits:
      return node.kind == NodeKind::kLinear;
    default:
      return node.residual >= 0 && node.name.starts_with(to_string(layer) + ".");
  }
}

}  // namespace

std::string to_string(FeatureLayer layer) {
  return std::string(kNames.at(static_cast<std::size_t>(layer)).text);
}

std::optional<FeatureLayer> parse_feature_layer(std::string_view name) {
  for (const Name& known : kNames) {
    if (known.text == name) {
      return known.layer;
    }
  }
  return std::nullopt;
}

int feature_node(const Network& network, FeatureLayer layer) {
  for (int index = static_cast<int>(network.nodes.size()) - 1; index >= 0; --index) {
    if (ends(network.nodes[static_cast<std::size_t>(index)], layer)) {
      return index;
    }
  }
  throw std::logic_error("the network has no " + to_string(layer));
}

Shape feature_shape(const Network& network, FeatureLayer layer) {
  const auto node = static_cast<std::size_t>(feature_node(network, layer));
  const int channels = network.nodes[node].out_channels;
  if (layer == FeatureLayer::kPool || layer == FeatureLayer::kLogits) {
    return {channels};
  }
  const int size = output_sizes(network)[node];
  return {channels, size, size};
}

}  // namespace resnext
