// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

// The shape of a grouped convolution and the layout of its activations.
namespace resnext {

/// A grouped 3x3 convolution with stride 1, padding 1 and as many output as input channels.
struct GroupedConvolution {
  int batch = 1;
  int groups = 32;
  int channels = 8;  ///< of one group, input and output
  int size = 56;     ///< height and width, of input and output
  bool relu = false;
};

/// The layout of an activation in blocks of channels: channel c of pixel (y, x) of image
/// n is at n * image + (c / lanes) * block + (y * size + x) * pixel + c % lanes.
/// NHWC is {size * size * C, lanes, C}; oneDNN's nChw8c with 8 lanes is {C * size * size,
/// 8 * size * size, 8}.
struct BlockedLayout {
  std::ptrdiff_t image = 0;
  std::ptrdiff_t block = 0;
  std::ptrdiff_t pixel = 0;
};

}  // namespace resnext
