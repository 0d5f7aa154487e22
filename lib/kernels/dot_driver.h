// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/dot_planes.h"

// Runs units of a convolution for any instruction set. Private to lib/kernels; in an anonymous
// namespace, and calls no inline function of the standard library (winograd_lanes.h).
//
// `Dot` is a set of instructions. It has
//   kLayout                          of the packed weights
//   kRun                             pixels that are computed together; half as many in two rows
//   kBytes, kStepBytes, two_steps()  how the source becomes cells (dot_planes.h)
//   Sum, Cell, Weights               vectors of 32-bit lanes
//   load_cell(), load_cells()        repeats 32 bits, 64 bits in all lanes
//   load_weights(), kWeightBytes     one vector's weights of a step
//   multiply(sum, cell, weights)     adds a step's products
//   finish(sum, scale, bias)         returns f32
//   split()                          undoes the merging of groups in the order of lanes
//   write(), write_halves()          convert to the destination's type
namespace resnext {
namespace {

template <class Dot>
class DotDriver {
 public:
  static constexpr DotKernel kernel(const char* name, DotTypes types) {
    return {name, types, Dot::kLayout, &scratch_bytes, &units, &run};
  }

  static std::size_t scratch_bytes(const DotConvolution& shape) {
    const int run = run_of(DotPixels(shape).out_size);
    return DotPlanes(shape, DotChannels(shape, Dot::kLayout), run).bytes();
  }

  static int units(const DotConvolution& shape) {
    const DotChannels channels(shape, Dot::kLayout);
    return shape.batch * channels.groups * DotPixels(shape).row_blocks * channels.blocks;
  }

  static void run(const DotConvolution& shape, const DotArguments& arguments, int first, int last) {
    const DotDriver driver(shape, arguments);
    if constexpr (kLanes > kFewestChannels) {
      if (driver.channels_.merged == 2) {
        driver.template run_units<2>(first, last);
        return;
      }
    }
    driver.template run_units<1>(first, last);
  }

 private:
  static constexpr int kVectors = Dot::kLayout.vectors;
  static constexpr int kLanes = Dot::kLayout.lanes;
  static constexpr int kHalfRun = 7;  ///< pixels of the last stage's rows

  /// The outputs of a unit.
  struct Unit {
    int image;
    int group;  ///< merged
    int first_row;
    int rows;
    int first_vector;
  };

  DotDriver(const DotConvolution& shape, const DotArguments& arguments)
      : shape_(shape),
        arguments_(arguments),
        channels_(shape, Dot::kLayout),
        pixels_(shape),
        planes_(shape, channels_, run_of(pixels_.out_size)),
        element_(shape.destination == DType::kF32    ? 4
                 : shape.destination == DType::kBF16 ? 2
                                                     : 1),
        floor_(shape.relu ? 0.0F : -__builtin_inff()) {
    for (int i = 0; i < kTaps * channels_.chunk; ++i) {
      offsets_[i] = planes_.offset(i / channels_.chunk, i % channels_.chunk);
    }
  }

  /// Returns how many pixels of a row are computed together: as many as possible, unless that
  /// leaves more of them without use.
  static constexpr int run_of(int size) {
    return parts_of(size, Dot::kRun) * Dot::kRun > parts_of(size, kHalfRun) * kHalfRun ? kHalfRun
                                                                                       : Dot::kRun;
  }

  Unit unit_at(int index) const {
    const int block = index % channels_.blocks;
    index /= channels_.blocks;
    const int image = index / (pixels_.row_blocks * channels_.groups);
    index %= pixels_.row_blocks * channels_.groups;
    const bool rows_first = pixels_.rows_first;
    const int group = rows_first ? index / pixels_.row_blocks : index % channels_.groups;
    const int rows = rows_first ? index % pixels_.row_blocks : index / channels_.groups;
    const int first_row = rows * pixels_.rows;
    return {.image = image,
            .group = group,
            .first_row = first_row,
            .rows = smaller(pixels_.rows, pixels_.out_size - first_row),
            .first_vector = block * kVectors};
  }

  template <int kMerged>
  void run_units(int first, int last) const {
    for (int index = first; index < last; ++index) {
      const Unit unit = unit_at(index);
      if (index == first || unit.first_vector == 0) {  // the block's other vectors read the same
        DotFiller<Dot, kMerged>(shape_, planes_, arguments_.source, unit.image, unit.group)
            .fill(unit.first_row * shape_.stride - 1, arguments_.scratch);
      }
      if constexpr (kVectors > 1) {
        if (channels_.vectors - unit.first_vector > 1) {
          run_rows<kMerged, 2>(unit);
          continue;
        }
      }
      run_rows<kMerged, 1>(unit);
    }
  }

  template <int kMerged, int kCount>
  void run_rows(const Unit& unit) const {
    const Outputs<kCount> outputs(*this, unit);
    if (run_of(pixels_.out_size) == Dot::kRun) {
      for (int row = 0; row < unit.rows; ++row) {
        run_row<kMerged, kCount, 1, Dot::kRun>(outputs, row);
      }
      return;
    }
    int row = 0;
    if constexpr (kHalfRun < Dot::kRun) {
      for (; row + 2 <= unit.rows; row += 2) {
        run_row<kMerged, kCount, 2, kHalfRun>(outputs, row);
      }
    }
    for (; row < unit.rows; ++row) {
      run_row<kMerged, kCount, 1, kHalfRun>(outputs, row);
    }
  }

  /// Computes one or two rows, kRun pixels at a time. The last ones may overlap those before.
  template <int kMerged, int kCount, int kRows, int kRun>
  void run_row(const auto& outputs, int row) const {
    const int size = pixels_.out_size;
    for (int x = 0; x < size; x += kRun) {
      const int column = x + kRun <= size || x == 0 ? x : size - kRun;
      run_pixels<kMerged, kCount, kRows, kRun>(outputs, row, column);
    }
  }

  /// What some output vectors are made of, and where they go.
  template <int kCount>
  struct Outputs {
    Outputs(const DotDriver& driver, const Unit& unit) : weights(arguments_weights(driver, unit)) {
      const DotConvolution& shape = driver.shape_;
      const int merged = driver.channels_.merged;
      const int part = kLanes / merged;
      const int group = unit.group * merged;
      const int all = shape.groups * shape.channels;
      channel = group * shape.channels + unit.first_vector * part;
      paired = group + 1 < shape.groups;
      for (int v = 0; v < kCount; ++v) {
        for (int lane = 0; lane < kLanes; ++lane) {
          const int from = channel + v * part + lane % part + lane / part * shape.channels;
          scale[v][lane] = Dot::kScaled && from < all ? driver.arguments_.scale[from] : 0;
          bias[v][lane] = from < all ? driver.arguments_.bias[from] : 0;
        }
      }
      pixel = all * driver.element_;
      const int size = driver.pixels_.out_size;
      destination = driver.arguments_.destination +
                    (std::ptrdiff_t{unit.image} * size + unit.first_row) * size * pixel +
                    channel * driver.element_;
    }

    static const std::byte* arguments_weights(const DotDriver& driver, const Unit& unit) {
      const DotChannels& c = driver.channels_;
      return driver.arguments_.weights +
             (std::ptrdiff_t{unit.group} * c.vectors + unit.first_vector) * c.vector_weights *
                 Dot::kWeightBytes / (kLanes * Dot::kLayout.depth);
    }

    const std::byte* weights;
    int channel;
    bool paired;           ///< the second of two merged groups exists
    std::ptrdiff_t pixel;  ///< bytes, from pixel to pixel of the destination
    std::byte* destination;
    alignas(64) float scale[kCount][kLanes];
    alignas(64) float bias[kCount][kLanes];
  };

  template <int kMerged>
  static typename Dot::Cell load_cell(const std::byte* from) {
    if constexpr (kMerged == 1) {
      return Dot::load_cell(from);
    } else {
      return Dot::load_cells(from);
    }
  }

  /// Computes the sums of one or two runs of pixels. Not inlined, so that the compiler has all
  /// registers for the sums.
  template <int kMerged, int kCount, int kRows, int kRun>
  [[gnu::noinline]] void sum_products(const std::byte* plane, const std::byte* weights,
                                      typename Dot::Sum (&results)[kRows * kRun][kCount]) const {
    typename Dot::Sum sums[kRows * kRun][kCount];
#pragma GCC unroll 16
    for (int i = 0; i < kRows * kRun; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < kCount; ++v) {
        sums[i][v] = Dot::zero();
      }
    }
    const std::ptrdiff_t row_step = planes_.row * planes_.stride;
    constexpr std::ptrdiff_t kPixel =
        std::ptrdiff_t{4} * kMerged * steps_of_chunk(Dot::kLayout, kMerged);
    const std::ptrdiff_t plane_step = planes_.plane;
    const std::ptrdiff_t* const end = offsets_ + kTaps * steps_of_chunk(Dot::kLayout, kMerged);
    for (int chunk = planes_.chunks; chunk > 0; --chunk) {
#pragma GCC unroll 1
      for (const std::ptrdiff_t* offset = offsets_; offset != end; ++offset) {
        typename Dot::Weights factors[kCount];
#pragma GCC unroll 2
        for (int v = 0; v < kCount; ++v) {
          factors[v] = Dot::load_weights(weights + v * Dot::kWeightBytes);
        }
        weights += kCount * Dot::kWeightBytes;
        const std::byte* cells = plane + *offset;
#pragma GCC unroll 2
        for (int r = 0; r < kRows; ++r, cells += row_step) {
#pragma GCC unroll 16
          for (int i = 0; i < kRun; ++i) {
            const auto cell = load_cell<kMerged>(cells + i * kPixel);
#pragma GCC unroll 2
            for (int v = 0; v < kCount; ++v) {
              sums[r * kRun + i][v] = Dot::multiply(sums[r * kRun + i][v], cell, factors[v]);
            }
          }
        }
      }
      plane += plane_step;
    }
#pragma GCC unroll 16
    for (int i = 0; i < kRows * kRun; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < kCount; ++v) {
        results[i][v] = sums[i][v];
      }
    }
  }

  template <int kMerged, int kCount, int kRows, int kRun>
  void run_pixels(const Outputs<kCount>& outputs, int row, int column) const {
    typename Dot::Sum sums[kRows * kRun][kCount];
    sum_products<kMerged, kCount, kRows, kRun>(
        arguments_.scratch + row * planes_.row * planes_.stride + column * planes_.pixel,
        outputs.weights, sums);
    const int used = smaller(kRun, pixels_.out_size - column);
    switch (shape_.destination) {
      case DType::kU8:
        return write_pixels<DType::kU8, kMerged, kRun>(outputs, sums, row, column, used);
      case DType::kBF16:
        return write_pixels<DType::kBF16, kMerged, kRun>(outputs, sums, row, column, used);
      default:
        return write_pixels<DType::kF32, kMerged, kRun>(outputs, sums, row, column, used);
    }
  }

  template <DType kType, int kMerged, int kRun, int kCount, int kPixels>
  void write_pixels(const Outputs<kCount>& outputs,
                    const typename Dot::Sum (&sums)[kPixels][kCount], int row, int column,
                    int used) const {
    constexpr std::ptrdiff_t kElement = kType == DType::kF32 ? 4 : kType == DType::kBF16 ? 2 : 1;
    const int size = pixels_.out_size;
    std::byte* to = outputs.destination + (std::ptrdiff_t{row} * size + column) * outputs.pixel;
    const std::ptrdiff_t partner = outputs.paired ? shape_.channels * kElement : 0;
    for (int first = 0; first < kPixels; first += kRun, to += size * outputs.pixel) {
      for (int v = 0; v < kCount; ++v) {
        std::byte* vector = to + v * kLanes / kMerged * kElement;
        for (int i = first; i < first + used; ++i, vector += outputs.pixel) {
          typename Dot::Sum sum = sums[i][v];
          if constexpr (kMerged == 2) {
            sum = Dot::split(sum);
          }
          const auto value =
              Dot::rectify(Dot::finish(sum, outputs.scale[v], outputs.bias[v]), floor_);
          if constexpr (kMerged == 1) {
            Dot::template write<kType>(value, vector);
          } else {
            Dot::template write_halves<kType>(value, vector, partner);
          }
        }
      }
    }
  }

  const DotConvolution& shape_;
  const DotArguments& arguments_;
  DotChannels channels_;
  DotPixels pixels_;
  DotPlanes planes_;
  std::ptrdiff_t element_;  ///< bytes, of the destination
  float floor_;             ///< of the results: a ReLU's zero
  std::ptrdiff_t offsets_[kTaps * kMostSteps];
};

}  // namespace
}  // namespace resnext
