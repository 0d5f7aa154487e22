// SPDX-License-Identifier: Apache-2.0
#include "models/resnet/resnet_nodes.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"

namespace resnext {
namespace {

constexpr int kNormGroups = 32;  // of a group norm (arXiv 1803.08494, table 3)

void check_channels(const Node& convolution) {
  if (convolution.out_channels < 1) {
    throw ConfigError(fmt::format("{} would have no channels", convolution.name));
  }
  if (convolution.in_channels % convolution.groups != 0 ||
      convolution.out_channels % convolution.groups != 0) {
    throw ConfigError(fmt::format(
        "{} has {} input and {} output channels, which {} groups do not "
        "divide",
        convolution.name, convolution.in_channels, convolution.out_channels, convolution.groups));
  }
}

}  // namespace

ResNetNodes::ResNetNodes(const ResNet& parameters) : parameters_(parameters) {
  for (const PrunedLayer& layer : parameters.pruned) {
    pruned_[layer.name] = layer.channels;
    not_yet_pruned_.insert(layer.name);
  }
}

int ResNetNodes::add(Node node) {
  node.in_channels = channels(node.input);
  if (node.out_channels == 0) {
    node.out_channels = node.in_channels;
  }
  if (node.residual >= 0 && channels(node.residual) != node.out_channels) {
    throw ConfigError(fmt::format("{} has {} channels, but the shortcut that is added to it {}",
                                  node.name, node.out_channels, channels(node.residual)));
  }
  if (node.gate >= 0 && channels(node.gate) != node.out_channels) {
    throw ConfigError(fmt::format("{} has {} channels, but the gates of {}", node.name,
                                  node.out_channels, channels(node.gate)));
  }
  network_.nodes.push_back(std::move(node));
  return static_cast<int>(network_.nodes.size()) - 1;
}

int ResNetNodes::convolution(Node node) {
  node.kind = NodeKind::kConvolution;
  node.in_channels = channels(node.input);
  if (const auto pruned = pruned_.find(node.name); pruned != pruned_.end()) {
    node.out_channels = pruned->second;
    not_yet_pruned_.erase(pruned->first);
  }
  check_channels(node);
  if (parameters_.norm == NormKind::kBatch || node.batch_norm.empty()) {
    return add(std::move(node));
  }
  Node norm = {.kind = NodeKind::kGroupNorm,
               .name = std::exchange(node.batch_norm, {}),
               .residual = std::exchange(node.residual, -1),
               .relu = std::exchange(node.relu, false),
               .groups = kNormGroups};
  if (node.out_channels % kNormGroups != 0) {
    throw ConfigError(
        fmt::format("{} has {} channels, which a group norm's {} groups do not divide", node.name,
                    node.out_channels, kNormGroups));
  }
  norm.input = add(std::move(node));
  return add(std::move(norm));
}

int ResNetNodes::channels(int node) const {
  constexpr int kColours = 3;
  return node < 0 ? kColours : network_.nodes[static_cast<std::size_t>(node)].out_channels;
}

void ResNetNodes::add_feature_point(FeatureLayer layer, int node) {
  network_.feature_points.push_back({layer, node});
}

Network ResNetNodes::finish() {
  if (!not_yet_pruned_.empty()) {
    throw ConfigError(fmt::format("the network has no convolution \"{}\" to prune",
                                  not_yet_pruned_.begin()->substr(0, 80)));
  }
  return std::move(network_);
}

}  // namespace resnext
