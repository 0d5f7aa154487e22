// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/dot_pointwise_sizes.h"

// Computes tiles of a 1x1 convolution: a few pixels by a few output vectors. Private to
// lib/kernels; in an anonymous namespace (dot_sizes.h).
namespace resnext {
namespace {

/// What a tile reads.
template <int kPixels>
struct PointwiseInput {
  const std::byte* pixels[kPixels];  ///< a cell of 32 bits for each step
  const std::byte* weights;          ///< of the block of output vectors
  int steps;
  const std::byte* next;     ///< weights that are needed soon: the tile fetches a part of them
  std::ptrdiff_t next_step;  ///< bytes of them for each step
};

/// Sums products in registers. Not inlined, so that the compiler has all registers for the sums.
template <class Dot, int kPixels, int kVectors>
[[gnu::noinline]] void sum_tile(const PointwiseInput<Dot::kPixels>& input,
                                typename Dot::Sum* results) {
  typename Dot::Sum sums[kPixels][kVectors] = {};
  const std::byte* pixels[kPixels];
#pragma GCC unroll 8
  for (int i = 0; i < kPixels; ++i) {
    pixels[i] = input.pixels[i];
  }
  const std::byte* weights = input.weights;
  const std::byte* next = input.next;
  const std::ptrdiff_t next_step = input.next_step;
  const std::ptrdiff_t end = std::ptrdiff_t{kPointwiseCell} * input.steps;
#pragma GCC unroll 1
  for (std::ptrdiff_t at = 0; at != end; at += kPointwiseCell) {
    __builtin_prefetch(next);
    next += next_step;
    typename Dot::Weights factors[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v, weights += Dot::kWeightBytes) {
      factors[v] = Dot::load_weights(weights);
    }
#pragma GCC unroll 8
    for (int i = 0; i < kPixels; ++i) {
      const auto cell = Dot::load_cell(pixels[i] + at);
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) {
        sums[i][v] = Dot::multiply(sums[i][v], cell, factors[v]);
      }
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kPixels; ++i) {
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      results[i * kVectors + v] = sums[i][v];
    }
  }
}

/// Where a tile's results go, and what is done to its sums.
struct PointwiseOutput {
  const float* scale;
  const float* bias;
  float residual_scale;
  float floor;              ///< of the results: a ReLU's zero
  std::ptrdiff_t channels;  ///< of a pixel
  std::byte* to;            ///< the first pixel's first vector
};

/// Turns sums into results.
template <class Dot, int kVectors, DType kResidual, DType kDestination>
void finish_tile(const typename Dot::Sum* sums, int pixels, const PointwiseOutput& output) {
  constexpr std::ptrdiff_t kLanes = Dot::kLayout.lanes;
  constexpr std::ptrdiff_t kElement = kDestination == DType::kF32 ? 4 : 1;
  std::byte* to = output.to;
  for (int i = 0; i < pixels; ++i, sums += kVectors, to += output.channels * kElement) {
    typename Dot::Value values[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      values[v] = Dot::finish(sums[v], output.scale + v * kLanes, output.bias + v * kLanes);
      if constexpr (kResidual != DType::kF32) {
        values[v] = Dot::add_scaled(values[v], Dot::template load_bytes<kResidual>(to + v * kLanes),
                                    output.residual_scale);
      }
      if constexpr (kDestination != DType::kU8) {
        values[v] = Dot::rectify(values[v], output.floor);
      }
    }
    Dot::template write_all<kDestination>(values, to);
  }
}

}  // namespace
}  // namespace resnext
