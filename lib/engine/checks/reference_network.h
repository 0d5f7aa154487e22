// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "engine/precision.h"
#include "models/fold_batch_norm.h"

// Runs a network by the definition of its layers, slowly.
namespace resnext {

/// Returns the logits of one image, 3 x H x W floats: every layer by its definition and in f64, on
/// one thread. With kBF16, weights and activations are rounded where the engine rounds them; 8-bit
/// layers (Node::int8) compute with integers, as their kernels do. Knows what a plain ResNeXt
/// consists of: convolutions, max pools, global average pools and linear layers; throws
/// std::invalid_argument for any other node.
std::vector<double> reference_logits(const FoldedNetwork& folded, std::span<const float> image,
                                     Precision precision = Precision::kF32);

}  // namespace resnext
