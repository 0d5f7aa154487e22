// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "kernels/ordered_convolution.h"

// The reference: the definition of a convolution, output by output.
namespace resnext {
namespace {

std::size_t scratch_floats(const OrderedConvolution& /*shape*/) { return 0; }

/// A unit is a row of all channels.
int units(const OrderedConvolution& shape) { return shape.batch * shape.out_size; }

/// Returns the sum of one output before the bias.
float sum_at(const OrderedConvolution& shape, const OrderedArguments& arguments, int image, int row,
             int column, int group, int out) {
  const std::ptrdiff_t size = shape.in_size;
  const std::ptrdiff_t all = std::ptrdiff_t{shape.groups} * shape.in_channels;
  const int blocks = (shape.out_channels + kOrderedBlock - 1) / kOrderedBlock;
  const float* weights = arguments.weights +
                         (std::ptrdiff_t{group} * blocks + out / kOrderedBlock) * shape.kernel *
                             shape.kernel * shape.in_channels * kOrderedBlock +
                         out % kOrderedBlock;
  float sum = 0;
  for (int tap = 0; tap < shape.kernel * shape.kernel; ++tap) {
    const std::ptrdiff_t y =
        std::ptrdiff_t{row} * shape.stride + tap / shape.kernel - shape.padding;
    const std::ptrdiff_t x =
        std::ptrdiff_t{column} * shape.stride + tap % shape.kernel - shape.padding;
    const bool is_pixel = y >= 0 && y < size && x >= 0 && x < size;
    for (int in = 0; in < shape.in_channels; ++in, weights += kOrderedBlock) {
      const std::ptrdiff_t channel = std::ptrdiff_t{group} * shape.in_channels + in;
      const std::ptrdiff_t at = shape.planar ? (image * all + channel) * size * size + y * size + x
                                             : ((image * size + y) * size + x) * all + channel;
      sum = std::fma(is_pixel ? arguments.source[at] : 0, *weights, sum);
    }
  }
  return sum;
}

void run(const OrderedConvolution& shape, const OrderedArguments& arguments, int first, int last) {
  for (int unit = first; unit < last; ++unit) {
    for (int column = 0; column < shape.out_size; ++column) {
      for (int channel = 0; channel < shape.groups * shape.out_channels; ++channel) {
        float& to = arguments.destination[(std::ptrdiff_t{unit} * shape.out_size + column) *
                                              shape.groups * shape.out_channels +
                                          channel];
        float value = sum_at(shape, arguments, unit / shape.out_size, unit % shape.out_size, column,
                             channel / shape.out_channels, channel % shape.out_channels) +
                      arguments.bias[channel];
        value = shape.residual ? value + to : value;
        to = shape.relu && value < 0 ? 0 : value;
      }
    }
  }
}

}  // namespace

extern const OrderedKernel kOrderedReference;
const OrderedKernel kOrderedReference = {"ordered:reference", &scratch_floats, &units, &run};

}  // namespace resnext
