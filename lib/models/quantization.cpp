// SPDX-License-Identifier: Apache-2.0
#include "models/quantization.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace resnext {
namespace {

const Node& node_of(const Network& network, int index) {
  return network.nodes[static_cast<std::size_t>(index)];
}

bool has_int8_shape(const Node& node) {
  constexpr int kVector = 16;  // channels of the widest vectors
  if (node.kernel == 1) {
    return node.groups == 1 && node.padding == 0 && node.in_channels % kVector == 0 &&
           node.out_channels % kVector == 0;
  }
  const int channels = node.in_channels / node.groups;
  const bool fills_vectors = channels % 8 == 0 || (channels == 4 && node.groups % 2 == 0);
  return node.kernel == 3 && node.padding == 1 && node.dilation == 1 && node.stride <= 2 &&
         node.in_channels == node.out_channels && fills_vectors && node.relu && node.residual < 0;
}

/// Makes 8-bit numbers of what the node computes and of what it reads.
void quantize(Network& network, int index) {
  Node& node = network.nodes[static_cast<std::size_t>(index)];
  node.int8 = true;
  node.has_scale = true;
  node.batch_norm.clear();
  node.bias = true;
  for (const int read : {node.input, node.residual}) {
    if (read >= 0) {
      network.nodes[static_cast<std::size_t>(read)].has_scale = true;
    }
  }
}

}  // namespace

bool is_nonnegative(const Network& network, int index) {
  if (index < 0) {
    return false;
  }
  const Node& node = node_of(network, index);
  switch (node.kind) {
    case NodeKind::kMaxPool:
    case NodeKind::kAveragePool:
    case NodeKind::kBlurPool:
    case NodeKind::kGlobalAveragePool:
      return is_nonnegative(network, node.input);
    default:
      return node.relu;
  }
}

bool can_be_int8(const Network& network, int index) {
  const Node& node = node_of(network, index);
  return node.kind == NodeKind::kConvolution && !node.batch_norm.empty() && has_int8_shape(node) &&
         is_nonnegative(network, node.input);
}

Network quantized_network(Network network, const std::vector<std::string>& f32_layers,
                          const std::string& where) {
  std::vector<int> chosen;
  for (int index = 0; index < static_cast<int>(network.nodes.size()); ++index) {
    if (can_be_int8(network, index)) {
      chosen.push_back(index);
    }
  }
  for (const std::string& name : f32_layers) {
    if (std::erase_if(chosen, [&](int index) { return node_of(network, index).name == name; }) ==
        0) {
      throw ConfigError(fmt::format(
          "{}: \"f32_layers\" names \"{}\", which is no convolution of this network that could "
          "be 8-bit; remove it, or quantize the model again",
          where, name));
    }
  }
  for (const int index : chosen) {
    quantize(network, index);
  }
  return network;
}

bool can_be_quantized(const Network& network) {
  return is_quantized(quantized_network(network, {}, "network"));
}

bool is_quantized(const Network& network) {
  return std::ranges::any_of(network.nodes, &Node::int8);
}

}  // namespace resnext
