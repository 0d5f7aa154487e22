// SPDX-License-Identifier: Apache-2.0
#include "models/network.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "base/error.h"

namespace resnext {
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
    if (node.kind == NodeKind::kGlobalAveragePool || node.kind == NodeKind::kLinear) {
      sizes.push_back(1);
      continue;
    }
    const int padded = in + 2 * node.padding;
    if (padded < node.kernel) {
      throw ConfigError(fmt::format("an input of {} pixels is too small: {} would see {}",
                                    network.input_size, node.name, in));
    }
    sizes.push_back((padded - node.kernel) / node.stride + 1);
  }
  return sizes;
}

std::vector<ExpectedTensor> expected_tensors(const Node& node) {
  std::vector<ExpectedTensor> tensors;
  if (node.kind == NodeKind::kConvolution) {
    tensors.push_back(
        {node.name + ".weight",
         {node.out_channels, node.in_channels / node.groups, node.kernel, node.kernel}});
    for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
      tensors.push_back({node.batch_norm + part, {node.out_channels}});
    }
  } else if (node.kind == NodeKind::kLinear) {
    tensors.push_back({node.name + ".weight", {node.out_channels, node.in_channels}});
    tensors.push_back({node.name + ".bias", {node.out_channels}});
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
    } else if (node.kind == NodeKind::kLinear) {
      total += channels;
    }
  }
  return total;
}

}  // namespace resnext
