// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/dot_products.h"
#include "kernels/dot_results.h"

// Runs units of a convolution for any instruction set. Private to lib/kernels; in an anonymous
// namespace, and calls no inline function of the standard library (winograd_lanes.h).
//
// `Dot` is a set of instructions. It has
//   kLayout                          of the packed weights
//   kRun                             pixels of a row that are computed together
//   kBytes                           of an element of the source
//   kStepBytes                       of the source's elements in a step
//   two_steps(), four_steps()        load cells from the source
//   Sum, Cell, Weights               vectors of 32-bit lanes
//   load_cell(), load_cells()        repeat 32 bits, 64 bits in all lanes
//   load_weights(), kWeightBytes     one vector's weights of a step
//   multiply(sum, cell, weights)     adds a step's products
//   finish(sum, scale, bias)         returns a Value, f32; kScaled says whether `scale` counts
//   rectify(value, floor)            returns the larger one, NaN for NaN
//   write<type>(), write_halves()    convert to the destination's type
// and for merged groups, whose output channels alternate in the lanes,
//   split(sum)                       returns one group in the lower and one in the upper half
namespace resnext {
namespace {

template <class Dot>
class DotDriver {
 public:
  static constexpr DotKernel kernel(const char* name, DotTypes types) {
    return {name, types, Dot::kLayout, &scratch_bytes, &units, &run};
  }

 private:
  static constexpr int kVectors = Dot::kLayout.vectors;
  static constexpr int kHalfRun = 7;  ///< pixels of a row in the last stage

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
    if constexpr (Dot::kLayout.lanes > kFewestChannels) {
      if (driver.channels_.merged == 2) {
        driver.template run_units<2>(first, last);
        return;
      }
    }
    driver.template run_units<1>(first, last);
  }

  DotDriver(const DotConvolution& shape, const DotArguments& arguments)
      : shape_(shape),
        arguments_(arguments),
        channels_(shape, Dot::kLayout),
        pixels_(shape),
        run_(run_of(pixels_.out_size)),
        input_(shape, channels_, run_, arguments.scratch) {}

  /// Returns how many pixels of a row are computed together: as many as possible, unless that
  /// leaves more of them without use.
  static constexpr int run_of(int size) {
    return parts_of(size, Dot::kRun) * Dot::kRun > parts_of(size, kHalfRun) * kHalfRun ? kHalfRun
                                                                                       : Dot::kRun;
  }

  DotUnit unit_at(int index) const {
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
      const DotUnit unit = unit_at(index);
      if (index == first || unit.first_vector == 0) {  // the other vectors read the same input
        DotFiller<Dot, kMerged>(shape_, input_.planes, arguments_.source, unit.image, unit.group)
            .fill(unit.first_row * shape_.stride - 1, arguments_.scratch);
      }
      if constexpr (kVectors > 1) {
        if (channels_.vectors - unit.first_vector > 1) {
          run_unit<kMerged, 2>(unit);
          continue;
        }
      }
      run_unit<kMerged, 1>(unit);
    }
  }

  template <int kMerged, int kCount>
  void run_unit(const DotUnit& unit) const {
    const DotResults<Dot, kMerged, kCount> results(shape_, arguments_, unit);
    const std::byte* const weights = weights_of(unit);
    int row = 0;
    if (run_ == Dot::kRun) {
      for (; row < unit.rows; ++row) {
        run_rows<kMerged, 1, Dot::kRun>(results, weights, row);
      }
    }
    if constexpr (kHalfRun < Dot::kRun) {
      for (; row + 2 <= unit.rows; row += 2) {
        run_rows<kMerged, 2, kHalfRun>(results, weights, row);
      }
      for (; row < unit.rows; ++row) {
        run_rows<kMerged, 1, kHalfRun>(results, weights, row);
      }
    }
  }

  const std::byte* weights_of(const DotUnit& unit) const {
    constexpr int kStep = Dot::kLayout.lanes * Dot::kLayout.depth;
    const std::ptrdiff_t vector =
        std::ptrdiff_t{unit.group} * channels_.vectors + unit.first_vector;
    return arguments_.weights + vector * channels_.vector_weights / kStep * Dot::kWeightBytes;
  }

  /// Computes one or two rows. A row's last pixels may overlap those before.
  template <int kMerged, int kRows, int kRun, int kCount>
  void run_rows(const DotResults<Dot, kMerged, kCount>& results, const std::byte* weights,
                int row) const {
    const int size = pixels_.out_size;
    for (int x = 0; x < size; x += kRun) {
      const int column = x + kRun <= size || x == 0 ? x : size - kRun;
      typename Dot::Sum sums[kRows][kRun][kCount];
      sum_products<Dot, kMerged>(input_, row, column, weights, sums);
      results.write(sums, row, column, smaller(kRun, size - column));
    }
  }

  const DotConvolution& shape_;
  const DotArguments& arguments_;
  DotChannels channels_;
  DotPixels pixels_;
  int run_;
  DotInput input_;
};

}  // namespace
}  // namespace resnext
