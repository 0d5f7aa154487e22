#include "models/network.h"

#include "base/error.h"

namespace resnext {
namespace {

constexpr int kExpansion = 4;  // of the bottleneck: output channels per plane

class Builder {
 public:
  explicit Builder(const Architecture& architecture) : architecture_(architecture) {}

  Network build(int input_size) {
    const Stem& stem = architecture_.stem;
    const int planes = 64;
    int last = convolution({.name = "conv1",
                            .batch_norm = "bn1",
                            .input = -1,
                            .relu = true,
                            .in_channels = 3,
                            .out_channels = planes,
                            .kernel = stem.kernel,
                            .stride = stem.stride,
                            .padding = stem.kernel / 2});
    if (stem.max_pool) {
      last = add({.kind = NodeKind::kMaxPool,
                  .name = "maxpool",
                  .input = last,
                  .in_channels = planes,
                  .out_channels = planes,
                  .kernel = 3,
                  .stride = 2,
                  .padding = 1});
    }
    for (int stage = 0; stage < 4; ++stage) {
      for (int block = 0; block < architecture_.layers[static_cast<std::size_t>(stage)]; ++block) {
        last = bottleneck(last, stage, block);
      }
    }
    const int features = network_.nodes.back().out_channels;
    last = add({.kind = NodeKind::kGlobalAveragePool,
                .name = "global_pool",
                .input = last,
                .in_channels = features,
                .out_channels = features});
    add({.kind = NodeKind::kLinear,
         .name = "fc",
         .input = last,
         .in_channels = features,
         .out_channels = architecture_.num_classes});
    network_.input_size = input_size;
    return std::move(network_);
  }

 private:
  int add(Node node) {
    network_.nodes.push_back(std::move(node));
    return static_cast<int>(network_.nodes.size()) - 1;
  }

  int convolution(Node node) {
    node.kind = NodeKind::kConvolution;
    return add(std::move(node));
  }

  int bottleneck(int input, int stage, int block) {
    const int planes = 64 << stage;
    const int width = planes * architecture_.base_width / 64 * architecture_.cardinality;
    const int stride = stage > 0 && block == 0 ? 2 : 1;
    const int in_channels = network_.nodes[static_cast<std::size_t>(input)].out_channels;
    const int out_channels = planes * kExpansion;
    const std::string prefix = "layer" + std::to_string(stage + 1) + "." + std::to_string(block);
    if (width < 1) {
      throw ConfigError("base width " + std::to_string(architecture_.base_width) +
                        " gives a block of no channels");
    }
    const int reduced = convolution({.name = prefix + ".conv1",
                                     .batch_norm = prefix + ".bn1",
                                     .input = input,
                                     .relu = true,
                                     .in_channels = in_channels,
                                     .out_channels = width});
    const int grouped = convolution({.name = prefix + ".conv2",
                                     .batch_norm = prefix + ".bn2",
                                     .input = reduced,
                                     .relu = true,
                                     .in_channels = width,
                                     .out_channels = width,
                                     .groups = architecture_.cardinality,
                                     .kernel = 3,
                                     .stride = stride,
                                     .padding = 1});
    int shortcut = input;
    if (block == 0 && (stride != 1 || in_channels != out_channels)) {
      shortcut = convolution({.name = prefix + ".downsample.0",
                              .batch_norm = prefix + ".downsample.1",
                              .input = input,
                              .in_channels = in_channels,
                              .out_channels = out_channels,
                              .stride = stride});
    }
    return convolution({.name = prefix + ".conv3",
                        .batch_norm = prefix + ".bn3",
                        .input = grouped,
                        .residual = shortcut,
                        .relu = true,
                        .in_channels = width,
                        .out_channels = out_channels});
  }

  const Architecture& architecture_;
  Network network_;
};

}  // namespace

Network build_network(const Architecture& architecture, int input_size) {
  Network network = Builder(architecture).build(input_size);
  output_sizes(network);                                    // refuses an input that shrinks away
  constexpr std::int64_t kMostParameters = 20'000'000'000;  // 25 times the largest published one
  if (parameter_count(network) > kMostParameters) {
    throw ConfigError("the architecture has " + std::to_string(parameter_count(network)) +
                      " parameters; at most " + std::to_string(kMostParameters) + " are taken");
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
      throw ConfigError("an input of " + std::to_string(network.input_size) +
                        " pixels is too small: " + node.name + " would see " + std::to_string(in));
    }
    sizes.push_back((padded - node.kernel) / node.stride + 1);
  }
  return sizes;
}

std::vector<ExpectedTensor> expected_tensors(const Network& network) {
  std::vector<ExpectedTensor> tensors;
  for (const Node& node : network.nodes) {
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
