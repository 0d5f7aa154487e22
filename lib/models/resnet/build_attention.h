// SPDX-License-Identifier: Apache-2.0
#pragma once

// Attention over channels at the end of a block. Private to lib/models/resnet.

#include <string>

#include "models/resnet/resnet.h"
#include "models/resnet/resnet_nodes.h"

namespace resnext {

/// Where attention stands.
struct AttentionPlace {
  std::string name;  ///< "layer1.0.se"
  int input = -1;    ///< the node whose channels it scales
  int shortcut = -1;
  int channels = 0;  ///< of the input, before pruning
};

/// Returns the channels between the two convolutions of squeeze-and-excitation: channels *
/// reduction, rounded to a multiple of 8, at least 8 (timm's make_divisible without a limit to
/// rounding down).
int squeezed_channels(int channels, double reduction);

/// Returns the length of ECA's filter for a number of channels C: the odd number at or above
/// (log2(C) + 1) / 2, rounded down, at least 3 (arXiv 1910.03151, equation 12, as timm rounds it).
int eca_kernel(int channels);

/// Appends the global pool, the convolutions and the gate, which adds the shortcut and has the
/// ReLU. Returns the gate's index.
int add_attention(ResNetNodes& nodes, const Attention& attention, const AttentionPlace& place);

}  // namespace resnext
