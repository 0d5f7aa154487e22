// SPDX-License-Identifier: Apache-2.0
#pragma once

// The residual blocks. Private to lib/models/resnet.

#include <string>

#include "models/resnet/resnet.h"
#include "models/resnet/resnet_nodes.h"

namespace resnext {

/// What a block's place in the network makes of it.
struct BlockPlan {
  std::string name;  ///< "layer1.0"
  BlockKind kind = BlockKind::kBottleneck;
  int planes = 64;
  int stride = 1;
  int dilation = 1;
  int first_dilation = 1;  ///< of the convolution that has the stride; the block before's dilation
  bool projects = false;   ///< the shortcut has a convolution
};

/// Returns the output channels of a block for each of its planes.
int expansion(BlockKind kind);

/// Appends a block and returns the index of its last node, which adds the shortcut and has the
/// ReLU. Its convolutions are "conv1" to "conv3", its attention "se", its shortcut "downsample".
/// Throws ConfigError if a convolution would have no channels or channels that do not fit.
int add_block(ResNetNodes& nodes, const ResNet& parameters, const BlockPlan& plan, int input);

/// Appends the pool that takes over the stride of the convolution before it. Returns its index;
/// `input` if it would do nothing.
int add_anti_aliasing(ResNetNodes& nodes, AntiAliasing kind, const std::string& name, int input,
                      int stride);

}  // namespace resnext
