// SPDX-License-Identifier: Apache-2.0
#pragma once

// Residual networks: ResNet, Wide ResNet, ResNeXt, and their relatives with other stems, attention,
// anti-aliasing and norms.

#include <array>
#include <string>
#include <vector>

#include "models/architecture.h"
#include "models/network.h"

namespace resnext {

enum class BlockKind { kBasic, kBottleneck };

/// The beginning of the network, up to its first stage.
struct Stem {
  enum class Kind {
    kPlain,       ///< one convolution
    kDeep,        ///< three 3x3 convolutions of width, width and 2 * width channels
    kDeepTiered,  ///< the same, the first of them with width / 4 * 3 channels
  };
  enum class Pool { kNone, kMax, kConvolution };  ///< 3x3 with stride 2

  Kind kind = Kind::kPlain;
  int width = 64;  ///< of a deep stem; a plain one has 64 channels
  int kernel = 7;  ///< of a plain stem, with padding kernel / 2; odd
  int stride = 2;  ///< of the first convolution
  Pool pool = Pool::kMax;

  bool operator==(const Stem&) const = default;
};

/// What comes before the stride of a block, in place of a convolution with that stride.
enum class AntiAliasing { kNone, kAveragePool, kBlurPool };

/// What scales the channels of a block's output.
struct Attention {
  enum class Kind { kNone, kSqueezeExcite, kEca };
  Kind kind = Kind::kNone;
  double reduction = 1.0 / 16;  ///< squeeze-and-excitation: inner channels / channels

  bool operator==(const Attention&) const = default;
};

enum class NormKind { kBatch, kGroup };

/// A convolution whose output has been pruned to fewer channels.
struct PrunedLayer {
  std::string name;  ///< "layer1.0.conv1"
  int channels = 0;  ///< that are left

  bool operator==(const PrunedLayer&) const = default;
};

/// A residual network in timm's parametrisation (timm/models/resnet.py), whose names the members
/// have. ResNeXt 32x8d has cardinality 32 (groups of the 3x3 convolution) and base width 8 (its
/// channels a group in the first stage); plain ResNet-50 has 1 and 64.
struct ResNet {
  std::array<BlockKind, 4> block = {BlockKind::kBottleneck, BlockKind::kBottleneck,
                                    BlockKind::kBottleneck, BlockKind::kBottleneck};
  std::array<int, 4> layers = {3, 4, 23, 3};          ///< blocks in each stage
  std::array<int, 4> channels = {64, 128, 256, 512};  ///< planes of each stage
  int cardinality = 32;
  int base_width = 8;
  Stem stem = {};
  int block_reduce_first = 1;  ///< divides the channels of a block's first convolution
  bool avg_down = false;       ///< shortcuts shrink by an average pool and a 1x1 convolution
  int down_kernel_size = 1;    ///< of the convolution of a shortcut that shrinks
  AntiAliasing anti_aliasing = AntiAliasing::kNone;
  Attention attention = {};
  NormKind norm = NormKind::kBatch;
  int output_stride = 32;  ///< 8 or 16: later stages are dilated and keep their size
  std::vector<PrunedLayer> pruned = {};

  bool operator==(const ResNet&) const = default;
};

/// Throws ConfigError if two parameters contradict each other: basic blocks have no groups, an
/// anti-aliased stem has no convolution as its pool, and only ungrouped networks are pruned.
void check_resnet(const ResNet& parameters);

/// Returns the architecture of `parameters` with a classifier of `num_classes`.
Architecture resnet(const ResNet& parameters, int num_classes);

/// Returns the network without its input size: stem, four stages of blocks, global average pooling,
/// one linear layer. A bottleneck block has a width of int(planes * base_width / 64) * cardinality,
/// its stride on the 3x3 convolution, and 4 * planes output channels (arXiv 1611.05431, section 3);
/// a basic block has two 3x3 convolutions and as many output channels as planes. The feature maps
/// are "layer1" to "layer4", the outputs of the stages.
/// Throws ConfigError as check_resnet() does, or if channels and groups do not fit each other.
Network build_resnet(const ResNet& parameters, int num_classes);

}  // namespace resnext
