// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/channel_kernels.h"

// How far the kernels of channel_kernels.h are from their definitions, on reproducible numbers.
// Each function returns the largest difference from an element computed in f64, infinity if a value
// is missing.
namespace resnext {

double gate_error(const ChannelKernels& kernels, const ChannelBlocks& shape, Finish finish);

/// `shape` has height * width pixels.
double blur_error(const ChannelKernels& kernels, const ChannelBlocks& shape, int height, int width,
                  int stride);

double mean_error(const ChannelKernels& kernels, const ChannelBlocks& shape);
double linear_error(const ChannelKernels& kernels, const PooledLinear& layer);

/// `shape` has no filled-up blocks, and `groups` divides its channels.
double norm_error(const ChannelKernels& kernels, const ChannelBlocks& shape, int groups,
                  Finish finish);

}  // namespace resnext
