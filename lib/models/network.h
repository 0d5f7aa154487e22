// SPDX-License-Identifier: Apache-2.0
#pragma once

// The network as plain data: its nodes, the tensors they need, and what follows from them.

#include <cstdint>
#include <string>
#include <vector>

#include "base/shape.h"
#include "models/architecture.h"
#include "models/feature_layer.h"

namespace resnext {

enum class NodeKind { kConvolution, kMaxPool, kGlobalAveragePool, kLinear };

/// One operation of the network, as plain data. Activations are NCHW in the terms used here; the
/// engine chooses their memory layout.
struct Node {
  NodeKind kind = NodeKind::kConvolution;
  std::string name = {};        ///< PyTorch's module path, "layer3.22.conv2"
  std::string batch_norm = {};  ///< module path of the batch norm that follows; convolutions only
  int input = -1;               ///< index of the node it reads; -1 is the network's input
  int residual = -1;            ///< index of the node whose output is added before the ReLU, or -1
  bool relu = false;

  int in_channels = 0;
  int out_channels = 0;  ///< classes, for the linear layer
  int groups = 1;        ///< cardinality of the convolution
  int kernel = 1;        ///< height and width, pixels
  int stride = 1;
  int padding = 0;
};

/// A node whose output users may ask for by name.
struct FeaturePoint {
  FeatureLayer layer;
  int node = -1;
};

/// Nodes in the order of execution: a node reads only earlier ones. The last one gives the logits.
struct Network {
  std::vector<Node> nodes;
  std::vector<FeaturePoint> feature_points = {};  ///< in order of execution
  int input_size = 224;  ///< height and width of the input, which is [batch, 3, H, W]
};

/// Returns the network of `architecture`. Throws ConfigError if the input is too small for it, or
/// if it would have more parameters than any program could hold.
Network build_network(const Architecture& architecture, int input_size);

/// Returns the height (= width) of every node's output, pixels. Throws ConfigError if the input is
/// too small.
std::vector<int> output_sizes(const Network& network);

/// A tensor that a checkpoint of the network must hold.
struct ExpectedTensor {
  std::string name;
  Shape shape;
};

/// Returns the tensors of one node; none for pools.
std::vector<ExpectedTensor> expected_tensors(const Node& node);

/// Returns names and shapes of all weights and batch-norm statistics, in order of execution.
/// `num_batches_tracked` is not among them: published files of 2019 have none.
std::vector<ExpectedTensor> expected_tensors(const Network& network);

/// Returns the number of learned parameters, as PyTorch counts them: weights, biases and batch-norm
/// scales and shifts, without running statistics.
std::int64_t parameter_count(const Network& network);

/// Returns the multiply-adds of the convolutions and the linear layer for one image.
std::int64_t multiply_adds(const Network& network);

}  // namespace resnext
