// SPDX-License-Identifier: Apache-2.0
#include "models/synthetic_weights.h"

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

/// Returns the range of one of the node's tensors. The last batch norm of a residual block starts
/// small, so that the residual sum grows slowly.
Range range_of(const Node& node, const ExpectedTensor& tensor) {
  const Shape& shape = tensor.shape;
  if (shape.size() == 2) {
    const float bound = std::sqrt(12.0F / static_cast<float>(shape[1]));
    return {-bound, bound};
  }
  if (shape.size() == 4) {
    const auto fan_out = static_cast<float>(shape[0] * shape[2] * shape[3]);
    const float bound = std::sqrt(6.0F * static_cast<float>(node.groups) / fan_out);
    return {-bound, bound};
  }
  if (tensor.name.ends_with(".running_var")) {
    return {0.8F, 1.2F};
  }
  if (tensor.name.ends_with(".weight")) {
    return node.residual >= 0 ? Range{0.1F, 0.4F} : Range{0.8F, 1.2F};
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
  for (const Node& node : network.nodes) {
    for (const ExpectedTensor& expected : expected_tensors(node)) {
      const auto count = static_cast<std::size_t>(element_count(expected.shape));
      storage_.push_back(std::make_unique<float[]>(count));
      const Range range = range_of(node, expected);
      fill_uniform({storage_.back().get(), count}, expected.name, range.low, range.high);
      tensors_.push_back({expected.name,
                          {DType::kF32, expected.shape, contiguous_stride(expected.shape),
                           reinterpret_cast<const std::byte*>(storage_.back().get())}});
    }
  }
}

}  // namespace resnext
