// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "kernels/dot_convolution.h"

// Cuts a convolution into groups, vectors and rows. Private to lib/kernels; in an anonymous
// namespace, since it is compiled for several instruction sets (winograd_lanes.h).
namespace resnext {
namespace {

constexpr int kTaps = 9;
constexpr int kFewestChannels = 8;  ///< of a group; all are multiples of it

constexpr int smaller(int a, int b) { return a < b ? a : b; }
constexpr int parts_of(int value, int part) { return (value + part - 1) / part; }

constexpr int kMostSteps = 4;  ///< of a chunk

/// Returns the number of steps whose input lies side by side: up to 16 bytes of a group.
constexpr int steps_of_chunk(const DotLayout& layout, int merged) {
  return smaller(kMostSteps, layout.lanes / merged / layout.depth);
}

/// The channels. Where a group fills half a vector, two are merged: their output channels
/// alternate in the lanes.
struct DotChannels {
  constexpr DotChannels(const DotConvolution& shape, const DotLayout& layout)
      : merged(shape.channels % layout.lanes == 0 ? 1 : 2),
        groups(parts_of(shape.groups, merged)),
        steps(shape.channels / layout.depth),
        chunk(steps_of_chunk(layout, merged)),
        vectors(shape.channels * merged / layout.lanes),
        blocks(parts_of(vectors, layout.vectors)),
        vector_weights(std::ptrdiff_t{kTaps} * steps * layout.lanes * layout.depth) {}

  constexpr std::ptrdiff_t group_weights() const { return vectors * vector_weights; }

  int merged;
  int groups;                     ///< after merging
  int steps;                      ///< input channels that are multiplied at once
  int chunk;                      ///< steps whose input lies side by side
  int vectors;                    ///< output vectors of a merged group
  int blocks;                     ///< of vectors that are computed together
  std::ptrdiff_t vector_weights;  ///< of an output vector
};

/// The pixels: output rows are computed in blocks of rows, and these in runs of pixels.
struct DotPixels {
  explicit constexpr DotPixels(const DotConvolution& shape)
      : out_size((shape.in_size - 1) / shape.stride + 1),
        rows(parts_of(out_size, parts_of(out_size, kMostRows))),
        row_blocks(parts_of(out_size, rows)),
        rows_first(kTaps * shape.channels > shape.in_size * shape.in_size) {}

  /// Large enough that few input rows are read for two blocks.
  static constexpr int kMostRows = 8;

  int out_size;
  int rows;  ///< of a block; the last one may be smaller
  int row_blocks;
  /// Whether all rows of a group are computed one after another, or all groups of a block of rows:
  /// whichever is smaller, weights or pixels, is read again.
  bool rows_first;
};

}  // namespace
}  // namespace resnext
