// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/dot_pointwise_tile.h"

// Runs units of a 1x1 convolution for any instruction set. Private to lib/kernels; in an anonymous
// namespace, and calls no inline function of the standard library (winograd_lanes.h).
//
// `Dot` is a set of instructions (dot_driver.h) of 8-bit numbers, and has
//   kLayout                          of the packed weights
//   kPixels                          of a tile: with kLayout.vectors, what fills the registers
//   write_all<type>(values, to)      writes one vector or kLayout.vectors of them, also as kI8
//   load_bytes<type>(from)           returns a Value of 8-bit numbers
//   add_scaled(value, other, scale)  returns fma(other, scale, value)
namespace resnext {
namespace {

template <class Dot>
class PointwiseDriver {
 public:
  static constexpr DotPointwiseKernel kernel(const char* name) {
    return {name, Dot::kLayout, &scratch_bytes, &units, &run};
  }

 private:
  using Sum = typename Dot::Sum;
  using Input = PointwiseInput<Dot::kPixels>;
  using FinishTile = void (*)(const Sum* sums, int pixels, const PointwiseOutput& output);

  static constexpr int kVectors = Dot::kLayout.vectors;

  /// Whether steps are read where they lie, or from a copy.
  static constexpr bool kInPlace = Dot::kStepBytes == kPointwiseCell;

  static int pixel_bytes(const DotPointwise& shape) {
    return shape.in_channels / Dot::kStepBytes * kPointwiseCell;
  }

  static PointwiseUnits units_of(const DotPointwise& shape) {
    return {shape, PointwiseVectors(shape, Dot::kLayout), pixel_bytes(shape)};
  }

  static int units(const DotPointwise& shape) { return units_of(shape).count(); }

  static std::size_t scratch_bytes(const DotPointwise& shape) {
    return kInPlace ? 0
                    : static_cast<std::size_t>(units_of(shape).pixels) *
                          static_cast<std::size_t>(pixel_bytes(shape));
  }

  static void run(const DotPointwise& shape, const DotPointwiseArguments& arguments, int first,
                  int last) {
    PointwiseDriver(shape, arguments).run_units(first, last);
  }

  PointwiseDriver(const DotPointwise& shape, const DotPointwiseArguments& arguments)
      : shape_(shape),
        arguments_(arguments),
        vectors_(shape, Dot::kLayout),
        pixels_(shape),
        units_(units_of(shape)),
        pixel_bytes_(pixel_bytes(shape)),
        finish_whole_(finish_for<kVectors>(shape)),
        finish_single_(finish_for<1>(shape)) {}

  template <int kCount>
  static FinishTile finish_for(const DotPointwise& shape) {
    if (shape.residual == DType::kU8) {
      return finish_for<kCount, DType::kU8>(shape.destination);
    }
    if (shape.residual == DType::kI8) {
      return finish_for<kCount, DType::kI8>(shape.destination);
    }
    return shape.destination == DType::kF32 ? &finish_tile<Dot, kCount, DType::kF32, DType::kF32>
                                            : finish_for<kCount, DType::kF32>(shape.destination);
  }
  template <int kCount, DType kResidual>
  static FinishTile finish_for(DType destination) {
    return destination == DType::kU8 ? &finish_tile<Dot, kCount, kResidual, DType::kU8>
                                     : &finish_tile<Dot, kCount, kResidual, DType::kI8>;
  }

  void run_units(int first, int last) const {
    for (int index = first; index < last; ++index) {
      const int first_pixel = index / units_.groups * units_.pixels;
      const int pixels = smaller(units_.pixels, pixels_.all - first_pixel);
      if constexpr (!kInPlace) {
        if (index == first || index % units_.groups == 0) {  // the other groups read the same
          copy(first_pixel, pixels);
        }
      }
      const int block = index % units_.groups * units_.blocks;
      const int end = smaller(block + units_.blocks, vectors_.blocks);
      for (int i = block; i < end; ++i) {
        if (i < vectors_.whole) {
          run_block<kVectors>(i, first_pixel, pixels, finish_whole_);
        } else {
          run_block<1>(i, first_pixel, pixels, finish_single_);
        }
      }
    }
  }

  /// Copies the input of a block of pixels to the scratch memory.
  void copy(int first_pixel, int pixels) const {
    if constexpr (!kInPlace) {
      std::byte* to = arguments_.scratch;
      for (int pixel = first_pixel; pixel < first_pixel + pixels; ++pixel) {
        const std::byte* const from = source_of(pixel);
        for (int at = 0; at < shape_.in_channels; at += 4 * Dot::kStepBytes) {
          const auto cells = Dot::four_steps(from + at);
          __builtin_memcpy(to, &cells, sizeof cells);
          to += sizeof cells;
        }
      }
    }
  }

  /// Returns the input of an output pixel.
  const std::byte* source_of(int pixel) const {
    std::ptrdiff_t at = pixel;
    if (shape_.stride != 1) {
      const int size = pixels_.out_size;
      const std::ptrdiff_t image = pixel / (size * size);
      const std::ptrdiff_t y = pixel / size % size;
      const std::ptrdiff_t x = pixel % size;
      at = (image * shape_.in_size + y * shape_.stride) * shape_.in_size + x * shape_.stride;
    }
    return arguments_.source + at * shape_.in_channels;
  }

  /// Computes one block of output vectors of a block of pixels, in tiles of about the same size.
  template <int kCount>
  void run_block(int block, int first_pixel, int pixels, FinishTile finish) const {
    const int first = vectors_.first_of(block) * Dot::kLayout.lanes;
    PointwiseOutput output = {arguments_.scale + first,  arguments_.bias + first,
                              arguments_.residual_scale, shape_.relu ? 0.0F : -__builtin_inff(),
                              shape_.out_channels,       arguments_.destination};
    const std::ptrdiff_t element = shape_.destination == DType::kF32 ? 4 : 1;
    output.to += (std::ptrdiff_t{first_pixel} * shape_.out_channels + first) * element;
    int tiles = parts_of(pixels, Dot::kPixels);
    Input input = input_of<kCount>(block, first, tiles);
    for (int at = 0; tiles > 0; --tiles) {
      const int count = parts_of(pixels - at, tiles);
      for (int i = 0; i < count; ++i) {
        input.pixels[i] = kInPlace ? source_of(first_pixel + at + i)
                                   : arguments_.scratch + std::ptrdiff_t{at + i} * pixel_bytes_;
        // Otherwise writes to memory wait for each other.
        __builtin_prefetch(output.to + i * output.channels * element, 1);
      }
      Sum sums[Dot::kPixels * kCount];
      sum<kCount, Dot::kPixels>(count, input, sums);
      finish(sums, count, output);
      at += count;
      output.to += count * output.channels * element;
      input.next += input.next_step * input.steps;
    }
  }

  /// Returns what the first tile of a block reads, except the pixels.
  template <int kCount>
  Input input_of(int block, int first_channel, int tiles) const {
    const std::byte* const weights =
        arguments_.weights + std::ptrdiff_t{first_channel} * shape_.in_channels;
    const int steps = shape_.in_channels / Dot::kLayout.depth;
    if (block + 1 == vectors_.blocks) {
      return {{}, weights, steps, weights, 0};
    }
    // All tiles together fetch the next block's weights, from memory where they are large.
    const std::ptrdiff_t step = std::ptrdiff_t{kCount} * Dot::kWeightBytes;
    return {{}, weights, steps, weights + step * steps, (step + tiles - 1) / tiles};
  }

  /// Sums the products of 1 to kMost pixels.
  template <int kCount, int kMost>
  static void sum(int count, const Input& input, Sum* sums) {
    if constexpr (kMost > 1) {
      if (count < kMost) {
        sum<kCount, kMost - 1>(count, input, sums);
        return;
      }
    }
    sum_tile<Dot, kMost, kCount>(input, sums);
  }

  const DotPointwise& shape_;
  const DotPointwiseArguments& arguments_;
  PointwiseVectors vectors_;
  PointwisePixels pixels_;
  PointwiseUnits units_;
  int pixel_bytes_;
  FinishTile finish_whole_;
  FinishTile finish_single_;
};

}  // namespace
}  // namespace resnext
