// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quantization/quantized_network.h"

// Rounds a convolution's weights to 8-bit integers.
namespace resnext {

/// Rounds weight * scale of each output channel to integers from -127 to 127. A channel's range is
/// the part of its largest magnitude, from half of it on, that makes the least squared error. Uses
/// the calling thread's ThreadTeam.
RoundedWeights round_weights(const FoldedWeights& weights);

/// Returns the folded weights as f32, [out, in / groups, k, k]. Uses the calling thread's
/// ThreadTeam.
std::vector<float> folded_values(const FoldedWeights& weights);

}  // namespace resnext
