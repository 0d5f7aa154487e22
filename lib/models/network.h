#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/shape.h"
#include "models/model_config.h"

namespace resnext {

enum class NodeKind { kConvolution, kMaxPool, kGlobalAveragePool, kLinear };

/// One operation of the network, as plain data. Activations are NCHW in the terms used here; how
/// they lie in memory is the engine's affair.
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

/// Nodes in the order of execution: a node reads only earlier ones. The last one gives the logits.
struct Network {
  std::vector<Node> nodes;
  int input_size = 224;  ///< height and width of the input, which is [batch, 3, H, W]
};

/// The residual network of `architecture`: stem, four stages of bottleneck blocks (stride on the
/// 3x3 convolution), global average pooling, one linear layer. Width of a block =
/// int(planes * base_width / 64) * cardinality with planes 64, 128, 256, 512; its output has
/// 4 * planes channels (arXiv 1611.05431, section 3; torchvision's parametrisation).
/// Throws ConfigError if the input is too small for the stages.
Network build_network(const Architecture& architecture, int input_size);

/// Height (= width) of the output of every node, pixels.
std::vector<int> output_sizes(const Network& network);

/// A tensor that a checkpoint of the network must hold.
struct ExpectedTensor {
  std::string name;
  Shape shape;
};

/// Names and shapes of all weights and batch-norm statistics, in order of execution.
/// `num_batches_tracked` is not among them: published files of 2019 have none.
std::vector<ExpectedTensor> expected_tensors(const Network& network);

/// Learned parameters, as PyTorch counts them: weights, biases and batch-norm scales and shifts,
/// without running statistics.
std::int64_t parameter_count(const Network& network);

/// Multiply-adds of the convolutions and the linear layer for one image.
std::int64_t multiply_adds(const Network& network);

}  // namespace resnext
