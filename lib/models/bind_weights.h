// SPDX-License-Identifier: Apache-2.0
#pragma once

// Gives each node of a network its tensors from a checkpoint.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/tensor_view.h"
#include "checkpoint/named_tensor.h"
#include "models/network.h"

namespace resnext {

struct BatchNorm {
  TensorView weight;
  TensorView bias;
  TensorView running_mean;
  TensorView running_var;
};

/// The tensors of one node; empty for pools and gates.
struct NodeWeights {
  TensorView weight;
  std::optional<TensorView> bias;
  std::optional<BatchNorm> batch_norm;
  std::optional<TensorView> weight_scale;  ///< f32 [out]: what a unit of an 8-bit weight stands for
  std::optional<TensorView> output_scale;  ///< f32 [1]: the same for the output
};

/// A network and its tensors, one entry per node. The checkpoint owns the tensors' memory and must
/// outlive this object.
struct BoundNetwork {
  Network network;
  std::vector<NodeWeights> weights;
};

/// How a set of tensors differs from what a network needs; all lists are empty if it fits.
struct WeightsMismatch {
  std::vector<std::string> missing;    ///< "fc.bias: expected [1000]"
  std::vector<std::string> misshapen;  ///< "fc.bias: expected [1000], found [10]"
  std::vector<std::string> extra;      ///< "head.bias: found [1000]"; long names are cut

  bool empty() const { return missing.empty() && misshapen.empty() && extra.empty(); }
};

/// Compares names, shapes and dtypes (f32, f16, bf16 and f64 can be weights; those of 8-bit layers
/// are i8). PyTorch's `num_batches_tracked` counters are neither needed nor extra.
WeightsMismatch compare_weights(const Network& network, std::span<const NamedTensor> tensors);

/// Gives every node its tensors. Throws a WeightsError, beginning with `where`, that counts
/// missing, misshapen and extra tensors, a line each, and names the first two of each.
BoundNetwork bind_weights(Network network, std::span<const NamedTensor> tensors,
                          const std::string& where);

}  // namespace resnext
