// SPDX-License-Identifier: Apache-2.0
#pragma once

// The beginning of a residual network: its first convolutions and pool. Private to
// lib/models/resnet.

#include "models/resnet/resnet.h"
#include "models/resnet/resnet_nodes.h"

namespace resnext {

/// Returns the channels of a stem's output before pruning.
int stem_channels(const Stem& stem);

/// Appends the stem under timm's names: "conv1" and "bn1", or "conv1.0" to "conv1.6" and "bn1" for
/// a deep one; then the pool. Returns the index of its last node.
int add_stem(ResNetNodes& nodes, const ResNet& parameters);

}  // namespace resnext
