// SPDX-License-Identifier: Apache-2.0
#include "models/feature_layer.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "models/family.h"
#include "models/network.h"

namespace resnext {
namespace {

/// Returns every family's layers, each name once.
std::vector<FeatureLayer> all_feature_layers() {
  std::vector<FeatureLayer> layers = {FeatureLayer::kPool};
  for (const Family* family : families()) {
    for (const FeatureLayer layer : family->feature_maps) {
      if (std::ranges::find(layers, layer) == layers.end()) {
        layers.push_back(layer);
      }
    }
  }
  layers.push_back(FeatureLayer::kLogits);
  return layers;
}

}  // namespace

std::string to_string(FeatureLayer layer) { return std::string(layer.name); }

std::optional<FeatureLayer> parse_feature_layer(std::string_view name) {
  const std::vector<FeatureLayer> layers = all_feature_layers();
  const auto found = std::ranges::find(layers, name, &FeatureLayer::name);
  return found == layers.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> feature_layer_names() {
  std::vector<std::string> names;
  for (const FeatureLayer layer : all_feature_layers()) {
    names.push_back(to_string(layer));
  }
  return names;
}

int feature_node(const Network& network, FeatureLayer layer) {
  const auto found = std::ranges::find(network.feature_points, layer, &FeaturePoint::layer);
  if (found == network.feature_points.end()) {
    throw std::logic_error("the network has no " + to_string(layer));
  }
  return found->node;
}

Shape feature_shape(const Network& network, FeatureLayer layer) {
  const auto index = static_cast<std::size_t>(feature_node(network, layer));
  const Node& node = network.nodes[index];
  if (node.kind == NodeKind::kGlobalAveragePool || node.kind == NodeKind::kLinear) {
    return {node.out_channels};
  }
  const int size = output_sizes(network)[index];
  return {node.out_channels, size, size};
}

FeatureLayer last_feature_map(const Network& network) {
  const auto pool = static_cast<std::size_t>(feature_node(network, FeatureLayer::kPool));
  const int map = network.nodes[pool].input;  // attention has global pools, too
  const auto found = std::ranges::find(network.feature_points, map, &FeaturePoint::node);
  if (found == network.feature_points.end()) {
    throw std::logic_error("the network names no feature map before its pooling");
  }
  return found->layer;
}

}  // namespace resnext
