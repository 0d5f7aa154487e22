// SPDX-License-Identifier: Apache-2.0
#pragma once

// Residual networks of bottleneck blocks: ResNet, Wide ResNet and ResNeXt.

#include <array>

#include "models/architecture.h"
#include "models/network.h"

namespace resnext {

/// First convolution of the network: a `kernel` x `kernel` convolution with padding kernel / 2,
/// then, if `max_pool`, a 3x3 max-pool with stride 2.
struct Stem {
  int kernel = 7;
  int stride = 2;
  bool max_pool = true;

  bool operator==(const Stem&) const = default;
};

/// A ResNet of bottleneck blocks in torchvision's parametrisation. ResNeXt 32x8d has cardinality 32
/// (groups of the 3x3 convolution) and base width 8 (its channels a group in the first stage);
/// plain ResNet-50 has 1 and 64.
struct ResNet {
  std::array<int, 4> layers = {3, 4, 23, 3};  ///< blocks in each stage
  int cardinality = 32;
  int base_width = 8;
  Stem stem = {};

  bool operator==(const ResNet&) const = default;
};

/// Returns the architecture of `parameters` with a classifier of `num_classes`.
Architecture resnet(const ResNet& parameters, int num_classes);

/// Returns the network without its input size: stem, four stages of bottleneck blocks (stride on
/// the 3x3 convolution), global average pooling, one linear layer. Width of a block =
/// int(planes * base_width / 64) * cardinality with planes 64, 128, 256, 512; its output has
/// 4 * planes channels (arXiv 1611.05431, section 3; torchvision's parametrisation). Its feature
/// maps are "layer1" to "layer4", the outputs of the stages.
/// Throws ConfigError if a block would have no channels.
Network build_resnet(const ResNet& parameters, int num_classes);

}  // namespace resnext
