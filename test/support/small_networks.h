// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"

// Small networks and their tensors, for tests of what reads weights.
namespace resnext {

inline Network tiny_network() {
  return build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 10),
                       64);
}

/// Returns a network of four blocks with attention and norms of this kind.
inline Network attentive_network(Attention::Kind attention, NormKind norm) {
  return build_network(resnet({.layers = {1, 1, 1, 1},
                               .cardinality = 4,
                               .base_width = 16,
                               .attention = {attention},
                               .norm = norm},
                              10),
                       64);
}

inline std::vector<NamedTensor> copy(const SyntheticWeights& weights) {
  return {weights.tensors().begin(), weights.tensors().end()};
}

/// Returns the tensor of this name.
inline NamedTensor& named(std::vector<NamedTensor>& tensors, const std::string& name) {
  for (NamedTensor& tensor : tensors) {
    if (tensor.name == name) {
      return tensor;
    }
  }
  FAIL("no tensor " << name);
  return tensors.front();
}

}  // namespace resnext
