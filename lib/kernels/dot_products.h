// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/dot_planes.h"

// Sums products in registers. Private to lib/kernels; in an anonymous namespace (dot_sizes.h).
namespace resnext {
namespace {

/// A copy of the input (dot_planes.h) and where a chunk's cells lie in it.
struct DotInput {
  DotInput(const DotConvolution& shape, const DotChannels& channels, int run, const std::byte* data)
      : planes(shape, channels, run), cells(data) {
    for (int i = 0; i < kTaps * channels.chunk; ++i) {
      offsets[i] = planes.offset(i / channels.chunk, i % channels.chunk);
    }
  }

  DotPlanes planes;
  const std::byte* cells;
  std::ptrdiff_t offsets[kTaps * kMostSteps];  ///< bytes, of each tap's steps
};

template <class Dot, int kMerged>
typename Dot::Cell load_cell(const std::byte* from) {
  if constexpr (kMerged == 1) {
    return Dot::load_cell(from);
  } else {
    return Dot::load_cells(from);
  }
}

/// Computes the sums of one or two rows of kRun pixels, of kCount output vectors each. Not inlined,
/// so that the compiler has all registers for the sums.
template <class Dot, int kMerged, int kRows, int kRun, int kCount>
[[gnu::noinline]] void sum_products(const DotInput& input, int row, int column,
                                    const std::byte* weights,
                                    typename Dot::Sum (&results)[kRows][kRun][kCount]) {
  constexpr int kChunk = steps_of_chunk(Dot::kLayout, kMerged);
  constexpr std::ptrdiff_t kPixel = std::ptrdiff_t{4} * kMerged * kChunk;
  typename Dot::Sum sums[kRows][kRun][kCount] = {};
  const std::ptrdiff_t plane_step = input.planes.plane;
  const std::ptrdiff_t row_step = input.planes.row * input.planes.stride;
  const std::ptrdiff_t* const end = input.offsets + std::ptrdiff_t{kTaps} * kChunk;
  const std::byte* plane = input.cells + row * row_step + column * kPixel;
  for (int chunk = input.planes.chunks; chunk > 0; --chunk, plane += plane_step) {
#pragma GCC unroll 1
    for (const std::ptrdiff_t* offset = input.offsets; offset != end; ++offset) {
      typename Dot::Weights factors[kCount];
#pragma GCC unroll 2
      for (int v = 0; v < kCount; ++v, weights += Dot::kWeightBytes) {
        factors[v] = Dot::load_weights(weights);
      }
      const std::byte* cells = plane + *offset;
#pragma GCC unroll 2
      for (int r = 0; r < kRows; ++r, cells += row_step) {
#pragma GCC unroll 16
        for (int i = 0; i < kRun; ++i) {
          const auto cell = load_cell<Dot, kMerged>(cells + i * kPixel);
#pragma GCC unroll 2
          for (int v = 0; v < kCount; ++v) {
            sums[r][i][v] = Dot::multiply(sums[r][i][v], cell, factors[v]);
          }
        }
      }
    }
  }
#pragma GCC unroll 2
  for (int r = 0; r < kRows; ++r) {
#pragma GCC unroll 16
    for (int i = 0; i < kRun; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < kCount; ++v) {
        results[r][i][v] = sums[r][i][v];
      }
    }
  }
}

}  // namespace
}  // namespace resnext
