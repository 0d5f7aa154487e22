// SPDX-License-Identifier: Apache-2.0
#include "models/synthetic_weights.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/splitmix64.h"

namespace resnext {
namespace {

constexpr float kLargest = 127;  // of 8-bit weights

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
  if (node.bias &&
      !node.int8) {  // of squeeze-and-excitation, whose gates would hardly differ otherwise
    const float bound = std::sqrt(6.0F / static_cast<float>(std::min(shape[0], shape[1])));
    return {-bound, bound};
  }
  const auto fan_out = static_cast<float>(shape[0] * shape[2] * shape[3]);
  const float bound = std::sqrt(6.0F * static_cast<float>(node.groups) / fan_out);
  return {-bound, bound};
}

/// Returns the range of what a unit of 8-bit integers stands for.
Range scale_range(const Node& node, const std::string& name, bool ends_block) {
  if (name.ends_with(".output_scale")) {
    return {0.02F, 0.03F};
  }
  const Range filters = filter_range(
      node, {node.out_channels, node.in_channels / node.groups, node.kernel, node.kernel});
  const float unit = filters.high / kLargest * (ends_block ? 0.25F : 1.0F);
  return {0.8F * unit, 1.2F * unit};
}

/// Returns the range of one of the node's tensors. The last norm of a residual block starts small,
/// so that the residual sum grows slowly.
Range range_of(const Node& node, const ExpectedTensor& tensor, bool ends_block) {
  const Shape& shape = tensor.shape;
  if (tensor.name.ends_with("_scale")) {
    return scale_range(node, tensor.name, ends_block);
  }
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
    for (const ExpectedTensor& expected : expected_tensors(network.nodes[i])) {
      add(network.nodes[i], expected, ends[i]);
    }
  }
}

void SyntheticWeights::add(const Node& node, const ExpectedTensor& expected, bool ends_block) {
  const auto count = static_cast<std::size_t>(element_count(expected.shape));
  auto values = std::make_unique<float[]>(count);
  const Range range =
      expected.int8 ? Range{-kLargest, kLargest + 1} : range_of(node, expected, ends_block);
  fill_uniform({values.get(), count}, expected.name, range.low, range.high);
  TensorView view = {expected.int8 ? DType::kI8 : DType::kF32, expected.shape,
                     contiguous_stride(expected.shape),
                     reinterpret_cast<const std::byte*>(values.get())};
  if (expected.int8) {
    std::vector<std::int8_t>& integers = integers_.emplace_back(count);
    std::transform(values.get(), values.get() + count, integers.begin(),
                   [](float value) { return static_cast<std::int8_t>(std::floor(value)); });
    view.data = reinterpret_cast<const std::byte*>(integers.data());
  } else {
    storage_.push_back(std::move(values));
  }
  tensors_.push_back({expected.name, std::move(view)});
}

}  // namespace resnext
