// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "quantization/calibration.h"
#include "quantization/quantized_network.h"

// Corrects what rounding changes on average.
namespace resnext {

/// Returns the bias with which a convolution of rounded weights and inputs has the same mean output
/// in each channel as the exact one, before the ReLU: to the bias is added the sum of the exact
/// weights times the inputs' exact means, less that of the rounded weights times the rounded
/// inputs' means. As if no window reached over an edge of the image. The idea is that of Nagel and
/// others, arXiv 1906.04721, section 4.2. `values`: folded_values(). `input`: the means of what the
/// node reads; `residual`: of what it adds, or nullptr.
std::vector<float> corrected_bias(const Node& node, const FoldedWeights& weights,
                                  std::span<const float> values, const RoundedWeights& rounded,
                                  const ChannelMeans& input, const ChannelMeans* residual);

}  // namespace resnext
