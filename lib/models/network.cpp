// SPDX-License-Identifier: Apache-2.0
#include "models/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "base/error.h"

namespace resnext {
namespace {

/// Returns the number of places at which the node's window reads an input of `in` pixels.
int window_places(const Network& network, const Node& node, int in) {
  if (node.kind == NodeKind::kAveragePool && node.edge != PoolEdge::kDrop) {
    return (in + node.stride - 1) / node.stride;  // a window starts wherever there is a pixel
  }
  const int span = node.dilation * (node.kernel - 1) + 1;
  const int padded = in + 2 * node.padding;
  const bool has_mirror = node.kind != NodeKind::kBlurPool || in > node.padding;
  if (padded < span || !has_mirror) {
    throw ConfigError(fmt::format("an input of {} pixels is too small: {} would see {}",
                                  network.input_size, node.name, in));
  }
  return (padded - span) / node.stride + 1;
}

int output_size(const Network& network, const Node& node, int in) {
  switch (node.kind) {
    case NodeKind::kConvolution:
    case NodeKind::kMaxPool:
    case NodeKind::kAveragePool:
    case NodeKind::kBlurPool:
      return window_places(network, node, in);
    case NodeKind::kGroupNorm:
    case NodeKind::kChannelGate:
      return in;
    case NodeKind::kGlobalAveragePool:
    case NodeKind::kChannelConvolution:
    case NodeKind::kLinear:
      return 1;
  }
  throw std::logic_error("a node of no kind");
}

}  // namespace

Network build_network(const Architecture& architecture, int input_size) {
  if (!architecture.body) {
    throw std::logic_error("an architecture without parameters has no network");
  }
  Network network = architecture.body->build(architecture.num_classes);
  network.input_size = input_size;
  output_sizes(network);                                    // refuses an input that shrinks away
  constexpr std::int64_t kMostParameters = 20'000'000'000;  // 25 times the largest published one
  if (parameter_count(network) > kMostParameters) {
    throw ConfigError(fmt::format("the architecture has {} parameters; at most {} are taken",
                                  parameter_count(network), kMostParameters));
  }
  return network;
}

std::vector<int> output_sizes(const Network& network) {
  std::vector<int> sizes;
  for (const Node& node : network.nodes) {
    const int in =
        node.input < 0 ? network.input_size : sizes[static_cast<std::size_t>(node.input)];
    const int size = output_size(network, node, in);
    const int added = node.residual < 0 ? size : sizes[static_cast<std::size_t>(node.residual)];
    if (added != size) {
      throw ConfigError(fmt::format(
          "an input of {0} pixels does not fit: {1} gives {2} x {2}, the shortcut to add {3} x {3}",
          network.input_size, node.name, size, added));
    }
    sizes.push_back(size);
  }
  return sizes;
}

std::vector<ExpectedTensor> expected_tensors(const Node& node) {
  std::vector<ExpectedTensor> tensors;
  const auto add = [&tensors](const std::string& module, const char* part, Shape shape) {
    tensors.push_back({module + part, std::move(shape)});
  };
  const std::int64_t out = node.out_channels;
  if (node.kind == NodeKind::kConvolution) {
    add(node.name, ".weight", {out, node.in_channels / node.groups, node.kernel, node.kernel});
    tensors.back().int8 = node.int8;
    if (node.int8) {
      add(node.name, ".weight_scale", {out});
    }
    if (!node.batch_norm.empty()) {
      for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
        add(node.batch_norm, part, {out});
      }
    } else if (node.bias) {
      add(node.name, ".bias", {out});
    }
  } else if (node.kind == NodeKind::kGroupNorm) {
    add(node.name, ".weight", {out});
    add(node.name, ".bias", {out});
  } else if (node.kind == NodeKind::kChannelConvolution) {
    add(node.name, ".weight", {1, 1, node.kernel});
  } else if (node.kind == NodeKind::kLinear) {
    add(node.name, ".weight", {out, node.in_channels});
    add(node.name, ".bias", {out});
  }
  if (node.has_scale) {
    add(node.name, ".output_scale", {1});
  }
  return tensors;
}

std::vector<ExpectedTensor> expected_tensors(const Network& network) {
  std::vector<ExpectedTensor> tensors;
  for (const Node& node : network.nodes) {
    std::ranges::move(expected_tensors(node), std::back_inserter(tensors));
  }
  return tensors;
}

std::int64_t parameter_count(const Network& network) {
  std::int64_t count = 0;
  for (const ExpectedTensor& tensor : expected_tensors(network)) {
    if (!tensor.name.ends_with(".running_mean") && !tensor.name.ends_with(".running_var")) {
      count += element_count(tensor.shape);
    }
  }
  return count;
}

std::int64_t multiply_adds(const Network& network) {
  const std::vector<int> sizes = output_sizes(network);
  std::int64_t total = 0;
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const Node& node = network.nodes[i];
    const std::int64_t channels = std::int64_t{node.in_channels} / node.groups * node.out_channels;
    if (node.kind == NodeKind::kConvolution) {
      total += channels * node.kernel * node.kernel * sizes[i] * sizes[i];
    } else if (node.kind == NodeKind::kChannelConvolution) {
      total += std::int64_t{node.kernel} * node.out_channels;
    } else if (node.kind == NodeKind::kLinear) {
      total += channels;
    }
  }
  return total;
}

}  // namespace resnext
