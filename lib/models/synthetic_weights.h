// SPDX-License-Identifier: Apache-2.0
#pragma once

// Synthetic weights, for benchmarks and tests without a checkpoint.

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "checkpoint/named_tensor.h"
#include "models/network.h"

namespace resnext {

/// Random f32 weights for a network, the same on every machine: for benchmarks and tests that need
/// no checkpoint. Element i of a tensor is uniform, from the upper 24 bits of
/// splitmix64(fnv1a64(name) + i). Convolutions are scaled for variance 2 / fan-out (arXiv
/// 1502.01852, equation 14), norms keep activations alive through any depth, and the gates of
/// different channels and the logits of different images differ. scripts/dev/make_goldens.py
/// computes the same numbers in Python. A quantized network has random integers, in scales that
/// make the same of them.
class SyntheticWeights {
 public:
  explicit SyntheticWeights(const Network& network);

  /// Valid as long as this object lives.
  std::span<const NamedTensor> tensors() const { return tensors_; }

 private:
  void add(const Node& node, const ExpectedTensor& expected, bool ends_block);

  std::vector<std::unique_ptr<float[]>> storage_;
  std::vector<std::vector<std::int8_t>> integers_;
  std::vector<NamedTensor> tensors_;
};

/// Fills `out` with deterministic values in [low, high), the stream of `name`.
void fill_uniform(std::span<float> out, std::string_view name, float low, float high);

}  // namespace resnext
