// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/ordered_convolution.h"

// Convolutions with sums in one order, for any vector length. Private to lib/kernels; in an
// anonymous namespace, and calls no inline function of the standard library (winograd_lanes.h).
//
// `Lanes` is a set of instructions. It has
//   kCount                            floats of a vector
//   Vector
//   add_products(sum, value, from)    returns fma(value, from[i], sum[i]) in each lane
//   store(vector, to)
namespace resnext {
namespace {

/// Returns the number of blocks of output channels of a group.
inline int blocks_of(const OrderedConvolution& shape) {
  return (shape.out_channels + kOrderedBlock - 1) / kOrderedBlock;
}

/// Copies the input rows that an output row reads, of one group: [kernel][columns][in_channels],
/// with zeros around the image.
class OrderedRows {
 public:
  explicit OrderedRows(const OrderedConvolution& shape)
      : shape_(shape),
        columns_(shape.in_size + 2 * shape.padding),
        row_(std::ptrdiff_t{columns_} * shape.in_channels) {}

  std::ptrdiff_t row() const { return row_; }  ///< floats
  std::ptrdiff_t floats() const { return row_ * shape_.kernel; }

  void fill(const float* source, int image, int group, int out_row, float* rows) const {
    const std::ptrdiff_t size = shape_.in_size;
    const std::ptrdiff_t all = std::ptrdiff_t{shape_.groups} * shape_.in_channels;
    const std::ptrdiff_t pixel_step = shape_.planar ? 1 : all;
    const std::ptrdiff_t channel_step = shape_.planar ? size * size : 1;
    const float* const first = source + image * all * size * size +
                               std::ptrdiff_t{group} * shape_.in_channels * channel_step;
    for (int k = 0; k < shape_.kernel; ++k, rows += row_) {
      const std::ptrdiff_t y = std::ptrdiff_t{out_row} * shape_.stride + k - shape_.padding;
      const bool is_inside = y >= 0 && y < size;
      float* to = rows;
      for (std::ptrdiff_t x = -shape_.padding; x < size + shape_.padding; ++x) {
        const float* from = first + (y * size + x) * pixel_step;
        const bool is_pixel = is_inside && x >= 0 && x < size;
        for (int channel = 0; channel < shape_.in_channels; ++channel) {
          *to++ = is_pixel ? from[channel * channel_step] : 0;
        }
      }
    }
  }

 private:
  const OrderedConvolution& shape_;
  int columns_;
  std::ptrdiff_t row_;
};

/// `kBlocks` blocks of output channels and `kPixels` pixels are computed together.
template <class Lanes, int kBlocks, int kPixels>
class OrderedDriver {
 public:
  static std::size_t scratch_floats(const OrderedConvolution& shape) {
    return static_cast<std::size_t>(OrderedRows(shape).floats());
  }

  /// A unit is a group's row, or, of a single pixel, a few blocks.
  static int units(const OrderedConvolution& shape) {
    return shape.batch * shape.groups * (shape.out_size == 1 ? blocks_of(shape) : shape.out_size);
  }

  static void run(const OrderedConvolution& shape, const OrderedArguments& arguments, int first,
                  int last) {
    const OrderedDriver driver(shape, arguments);
    const int blocks = blocks_of(shape);
    for (int unit = first; unit < last; ++unit) {
      if (shape.out_size > 1) {
        const int pair = unit / shape.out_size;
        driver.fill(pair, unit % shape.out_size);
        driver.run_row(pair, unit % shape.out_size, 0, blocks);
      } else {
        const int pair = unit / blocks;
        if (unit == first || unit % blocks == 0) {
          driver.fill(pair, 0);
        }
        driver.run_row(pair, 0, unit % blocks, unit % blocks + 1);
      }
    }
  }

 private:
  using Vector = typename Lanes::Vector;

  static constexpr int kLanes = Lanes::kCount;
  static constexpr int kParts = kOrderedBlock / kLanes;  ///< vectors of a block

  OrderedDriver(const OrderedConvolution& shape, const OrderedArguments& arguments)
      : shape_(shape), arguments_(arguments), rows_(shape) {}

  /// `pair`: image and group.
  void fill(int pair, int row) const {
    rows_.fill(arguments_.source, pair / shape_.groups, pair % shape_.groups, row,
               arguments_.scratch);
  }

  void run_row(int pair, int row, int first, int last) const {
    int block = first;
    for (; block + kBlocks <= last; block += kBlocks) {
      run_blocks<kBlocks>(pair, row, block);
    }
    for (; block < last; ++block) {
      run_blocks<1>(pair, row, block);
    }
  }

  template <int kCount>
  void run_blocks(int pair, int row, int block) const {
    int x = 0;
    for (; x + kPixels <= shape_.out_size; x += kPixels) {
      run_pixels<kCount, kPixels>(pair, row, x, block);
    }
    for (; x < shape_.out_size; ++x) {
      run_pixels<kCount, 1>(pair, row, x, block);
    }
  }

  template <int kCount, int kRun>
  void run_pixels(int pair, int row, int column, int block) const {
    const std::ptrdiff_t taps = std::ptrdiff_t{shape_.kernel} * shape_.in_channels;  // of a row
    const std::ptrdiff_t pixel = std::ptrdiff_t{shape_.stride} * shape_.in_channels;
    const std::ptrdiff_t filter = taps * shape_.kernel * kOrderedBlock;
    const float* weights =
        arguments_.weights +
        (std::ptrdiff_t{pair % shape_.groups} * blocks_of(shape_) + block) * filter;
    const float* from = arguments_.scratch + column * pixel;
    constexpr int kVectors = kCount * kParts;
    Vector sums[kRun][kVectors] = {};
    for (int k = 0; k < shape_.kernel; ++k, from += rows_.row()) {
      for (std::ptrdiff_t tap = 0; tap < taps; ++tap, weights += kOrderedBlock) {
#pragma GCC unroll 8
        for (int i = 0; i < kRun; ++i) {
          const float value = from[i * pixel + tap];
#pragma GCC unroll 8
          for (int v = 0; v < kVectors; ++v) {
            sums[i][v] = Lanes::add_products(
                sums[i][v], value,
                weights + v / kParts * filter + v % kParts * std::ptrdiff_t{kLanes});
          }
        }
      }
    }
    for (int i = 0; i < kRun; ++i) {
      for (int v = 0; v < kVectors; ++v) {
        write(sums[i][v], pair, row, column + i, block * kOrderedBlock + v * kLanes);
      }
    }
  }

  void write(const Vector& sums, int pair, int row, int column, int first) const {
    const std::ptrdiff_t group = pair % shape_.groups;
    const std::ptrdiff_t position =
        (std::ptrdiff_t{pair / shape_.groups} * shape_.out_size + row) * shape_.out_size + column;
    const std::ptrdiff_t channel = group * shape_.out_channels + first;
    float* const to =
        arguments_.destination + position * shape_.groups * shape_.out_channels + channel;
    float values[kLanes];
    Lanes::store(sums, values);
    const int left = shape_.out_channels - first;
    for (int lane = 0; lane < (left < kLanes ? left : kLanes); ++lane) {
      float value = values[lane] + arguments_.bias[channel + lane];
      value = shape_.residual ? value + to[lane] : value;
      to[lane] = shape_.relu && value < 0 ? 0 : value;
    }
  }

  const OrderedConvolution& shape_;
  const OrderedArguments& arguments_;
  OrderedRows rows_;
};

}  // namespace
}  // namespace resnext
