// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "base/tensor_view.h"
#include "models/network.h"

// One image's activations, and the windows that layers read of them. Private to lib/engine/checks.
namespace resnext {

/// One image's activation, [channels, size, size].
struct ReferenceActivation {
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

inline ReferenceActivation make_activation(int channels, int size) {
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

/// Adds weight_of(out, filter) * input to the output channels, which hold what comes before, for
/// each element of the filters, [out, in / groups, k, k].
template <typename WeightOf>
void add_products(const Node& node, const TensorView& filters, const ReferenceActivation& input,
                  ReferenceActivation& output, const WeightOf& weight_of) {
  const int in_channels = node.in_channels / node.groups;
  const int out_channels = node.out_channels / node.groups;
  const int taps = node.kernel * node.kernel;
  std::vector<float> values(static_cast<std::size_t>(filters.size()));
  copy_to_f32(filters, values);
  for (int out = 0; out < node.out_channels; ++out) {
    double* const to = output.map(out);
    for (int k = 0; k < in_channels; ++k) {
      const double* const from = input.map(out / out_channels * in_channels + k);
      for (int tap = 0; tap < taps; ++tap) {
        const double weight =
            weight_of(out, values[static_cast<std::size_t>((out * in_channels + k) * taps + tap)]);
        for_each_pixel(node, input.size, output.size, tap,
                       [&](int source, int target) { to[target] += weight * from[source]; });
      }
    }
  }
}

}  // namespace resnext
