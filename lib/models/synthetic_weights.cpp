// SPDX-License-Identifier: Apache-2.0
#include "models/synthetic_weights.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/splitmix64.h"

namespace resnext {
namespace {

struct Range {
  float low;
  float high;
};

std::uint64_t fnv1a64(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char letter : text) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
  }
  return hash;
}

/// Returns for each node whether its norm scales a residual sum's second term, at once or after a
/// gate.
std::vector<bool> ends_of_blocks(const Network& network) {
  std::vector<bool> ends(network.nodes.size());
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const Node& node = network.nodes[i];
    if (node.kind == NodeKind::kChannelGate && node.input >= 0) {
      ends[static_cast<std::size_t>(node.input)] = true;
    } else if (node.residual >= 0) {
      ends[i] = true;
    }
  }
  return ends;
}

/// Returns the range of a convolution's weights.
Range filter_range(const Node& node, const Shape& shape) {
  if (node.bias) {  // of squeeze-and-excitation, whose gates would hardly differ otherwise
    const float bound = std::sqrt(6.0F / static_cast<float>(std::min(shape[0], shape[1])));
    return {-bound, bound};
  }
  const auto fan_out = static_cast<float>(shape[0] * shape[2] * shape[3]);
  const float bound = std::sqrt(6.0F * static_cast<float>(node.groups) / fan_out);
  return {-bound, bound};
}

/// Returns the range of one of the node's tensors. The last norm of a residual block starts small,
/// so that the residual sum grows slowly.
Range range_of(const Node& node, const ExpectedTensor& tensor, bool ends_block) {
  const Shape& shape = tensor.shape;
  if (shape.size() == 2) {
    const float bound = std::sqrt(12.0F / static_cast<float>(shape[1]));
    return {-bound, bound};
  }
  if (shape.size() == 3) {  // over channels
    const float bound = std::sqrt(12.0F / static_cast<float>(shape[2]));
    return {-bound, bound};
  }
  if (shape.size() == 4) {
    return filter_range(node, shape);
  }
  if (tensor.name.ends_with(".running_var")) {
    return {0.8F, 1.2F};
  }
  if (tensor.name.ends_with(".weight")) {
    return ends_block ? Range{0.1F, 0.4F} : Range{0.8F, 1.2F};
  }
  return {-0.1F, 0.1F};
}

}  // namespace

void fill_uniform(std::span<float> out, std::string_view name, float low, float high) {
  const std::uint64_t seed = fnv1a64(name);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto unit = static_cast<float>(splitmix64(seed + i) >> 40) * 0x1p-24F;
    out[i] = low + unit * (high - low);
  }
}

SyntheticWeights::SyntheticWeights(const Network& network) {
  const std::vector<bool> ends = ends_of_blocks(network);
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const Node& node = network.nodes[i];
    for (const ExpectedTensor& expected : expected_tensors(node)) {
      const auto count = static_cast<std::size_t>(element_count(expected.shape));
      storage_.push_back(std::make_unique<float[]>(count));
      const Range range = range_of(node, expected, ends[i]);
      fill_uniform({storage_.back().get(), count}, expected.name, range.low, range.high);
      tensors_.push_back({expected.name,
                          {DType::kF32, expected.shape, contiguous_stride(expected.shape),
                           reinterpret_cast<const std::byte*>(storage_.back().get())}});
    }
  }
}

}  // namespace resnext
