// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "models/network.h"

// One image's activations, and the windows that layers read of them. Private to lib/engine/checks.
namespace resnext {

/// One image's activation, [channels, size, size].
struct Activation {
  int channels = 0;
  int size = 0;
  std::vector<double> values;

  int pixels() const { return size * size; }
  double* map(int channel) {
    return values.data() + static_cast<std::ptrdiff_t>(channel) * pixels();
  }
  const double* map(int channel) const {
    return values.data() + static_cast<std::ptrdiff_t>(channel) * pixels();
  }
};

inline Activation make_activation(int channels, int size) {
  const auto pixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  return {channels, size, std::vector<double>(static_cast<std::size_t>(channels) * pixels)};
}

/// Calls visit(from, to) for each output pixel and the input pixel that the tap reads for it.
template <typename Visit>
void for_each_pixel(const Node& node, int in_size, int out_size, int tap, const Visit& visit) {
  const int down = tap / node.kernel * node.dilation - node.padding;
  const int right = tap % node.kernel * node.dilation - node.padding;
  for (int y = 0; y < out_size; ++y) {
    const int row = y * node.stride + down;
    if (row < 0 || row >= in_size) {
      continue;
    }
    for (int x = 0; x < out_size; ++x) {
      const int column = x * node.stride + right;
      if (column >= 0 && column < in_size) {
        visit(row * in_size + column, y * out_size + x);
      }
    }
  }
}

}  // namespace resnext
