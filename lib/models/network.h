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

enum class NodeKind {
  kConvolution,
  kMaxPool,
  kAveragePool,
  kBlurPool,   ///< binomial 3 x 3 filter of each channel, the input mirrored at its edges
  kGroupNorm,  ///< normalizes groups of channels of each image
  kGlobalAveragePool,
  kChannelConvolution,  ///< slides over the channels of a pooled vector; zeros beyond its ends
  kChannelGate,         ///< multiplies each channel by the logistic function of a node's output
  kLinear
};

/// What an average pool does where its last windows reach over the right and bottom edge.
enum class PoolEdge {
  kDrop,     ///< leaves such windows out
  kPartial,  ///< averages the pixels inside (PyTorch's ceil_mode without counting padding)
  kZeros,    ///< averages as if zeros followed (timm's AvgPool2dSame)
};

/// One operation of the network, as plain data. Activations are NCHW in the terms used here; the
/// engine chooses their memory layout.
struct Node {
  NodeKind kind = NodeKind::kConvolution;
  std::string name = {};        ///< PyTorch's module path, "layer3.22.conv2"
  std::string batch_norm = {};  ///< module path of the batch norm that follows a convolution
  bool bias = false;            ///< convolutions without batch norm: has a bias of its own
  int input = -1;               ///< index of the node it reads; -1 is the network's input
  int gate = -1;                ///< kChannelGate: index of the node whose logistic function scales
  int residual = -1;            ///< index of the node whose output is added before the ReLU, or -1
  bool relu = false;

  int in_channels = 0;
  int out_channels = 0;  ///< classes, for the linear layer
  int groups = 1;        ///< of channels: the convolution's cardinality, or the group norm's groups
  int kernel = 1;        ///< height and width, pixels; kChannelConvolution: channels, odd
  int stride = 1;
  int padding = 0;
  int dilation = 1;  ///< convolutions: distance of the pixels that a kernel reads
  PoolEdge edge = PoolEdge::kDrop;
  bool int8 = false;       ///< convolutions: computes with 8-bit integers (quantization.h)
  bool has_scale = false;  ///< its output has a scale, with which it becomes 8-bit integers
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
/// too small, or if a shortcut has another size than what it is added to (anti-aliasing by average
/// pools drops the last row of an odd size).
std::vector<int> output_sizes(const Network& network);

/// A tensor that a checkpoint of the network must hold.
struct ExpectedTensor {
  std::string name;
  Shape shape;
  bool int8 = false;  ///< 8-bit integers; otherwise of a floating-point type
};

/// Returns the tensors of one node; none for pools and gates.
std::vector<ExpectedTensor> expected_tensors(const Node& node);

/// Returns names and shapes of all weights and batch-norm statistics, in order of execution.
/// `num_batches_tracked` is not among them: published files of 2019 have none.
std::vector<ExpectedTensor> expected_tensors(const Network& network);

/// Returns the number of learned parameters, as PyTorch counts them: weights, biases and batch-norm
/// scales and shifts, without running statistics. The network is not a quantized one.
std::int64_t parameter_count(const Network& network);

/// Returns the multiply-adds of the convolutions, those of attention included, and of the linear
/// layer for one image.
std::int64_t multiply_adds(const Network& network);

}  // namespace resnext
