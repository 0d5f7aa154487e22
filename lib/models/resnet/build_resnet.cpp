// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/error.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

constexpr std::array kStages = {FeatureLayer{"layer1"}, FeatureLayer{"layer2"},
                                FeatureLayer{"layer3"}, FeatureLayer{"layer4"}};
constexpr int kExpansion = 4;  // the bottleneck's output channels per plane

class Builder {
 public:
  Builder(const ResNet& parameters, int num_classes)
      : parameters_(parameters), num_classes_(num_classes) {}

  Network build() {
    const Stem& stem = parameters_.stem;
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
      for (int block = 0; block < parameters_.layers[static_cast<std::size_t>(stage)]; ++block) {
        last = bottleneck(last, stage, block);
      }
      network_.feature_points.push_back({kStages.at(static_cast<std::size_t>(stage)), last});
    }
    const int features = network_.nodes.back().out_channels;
    last = add({.kind = NodeKind::kGlobalAveragePool,
                .name = "global_pool",
                .input = last,
                .in_channels = features,
                .out_channels = features});
    network_.feature_points.push_back({FeatureLayer::kPool, last});
    add({.kind = NodeKind::kLinear,
         .name = "fc",
         .input = last,
         .in_channels = features,
         .out_channels = num_classes_});
    network_.feature_points.push_back(
        {FeatureLayer::kLogits, static_cast<int>(network_.nodes.size()) - 1});
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
    const int width = planes * parameters_.base_width / 64 * parameters_.cardinality;
    const int stride = stage > 0 && block == 0 ? 2 : 1;
    const int in_channels = network_.nodes[static_cast<std::size_t>(input)].out_channels;
    const int out_channels = planes * kExpansion;
    const std::string prefix = fmt::format("layer{}.{}", stage + 1, block);
    if (width < 1) {
      throw ConfigError(
          fmt::format("base width {} gives a block of no channels", parameters_.base_width));
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
                                     .groups = parameters_.cardinality,
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

  const ResNet& parameters_;
  int num_classes_;
  Network network_;
};

}  // namespace

Network build_resnet(const ResNet& parameters, int num_classes) {
  return Builder(parameters, num_classes).build();
}

}  // namespace resnext
