// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#include "kernels/channel_finish.h"
#include "kernels/channel_kernels.h"

// Means and linear layers of channel_kernels.h, as code that the compiler vectorises for the
// instruction set of the file that includes this one.
namespace resnext {
namespace {

/// Adds `pixels` rows of `width` elements, `step` apart, to `sums`.
inline void add_pixels(const float* __restrict from, int pixels, std::ptrdiff_t step, int width,
                       float* __restrict sums) {
  for (int pixel = 0; pixel < pixels; ++pixel, from += step) {
    for (int i = 0; i < width; ++i) {
      sums[i] += from[i];
    }
  }
}

/// Sums in pieces, so that rounding errors don't grow with the number of pixels.
inline void sum_pixels(const float* from, int pixels, std::ptrdiff_t step, int width, float* sums) {
  constexpr int kPiece = 64;
  std::array<float, ChannelMean::kWidest> piece;
  std::fill_n(sums, width, 0.0F);
  for (int first = 0; first < pixels; first += kPiece) {
    piece.fill(0);
    add_pixels(from + first * step, std::min(kPiece, pixels - first), step, width, piece.data());
    for (int i = 0; i < width; ++i) {
      sums[i] += piece[static_cast<std::size_t>(i)];
    }
  }
}

void mean(const ChannelMean& mean, const float* source, float* destination, std::int64_t first,
          std::int64_t last) {
  const ChannelBlocks& shape = mean.source;
  const float scale = 1.0F / static_cast<float>(shape.pixels);
  std::array<float, ChannelMean::kWidest> sums;
  for (; first < last; ++first) {
    const std::int64_t block = first / mean.units_a_block();  // counted through all images
    const auto begin = static_cast<int>(first % mean.units_a_block()) * mean.width();
    const int channel = static_cast<int>(block % shape.blocks()) * shape.inner + begin;
    const int width = std::min({mean.width(), shape.inner - begin, shape.channels - channel});
    const float* const map = source + block * shape.pixels * shape.inner + begin;
    if (shape.inner == 1) {
      sums[0] = 0;
      for (int pixel = 0; pixel < shape.pixels; ++pixel) {
        sums[0] += map[pixel];
      }
    } else {
      sum_pixels(map, shape.pixels, shape.inner, width, sums.data());
    }
    float* const to = destination + block / shape.blocks() * shape.channels + channel;
    for (int i = 0; i < width; ++i) {
      to[i] = sums[static_cast<std::size_t>(i)] * scale;
    }
  }
}

/// Returns the sum of products, in as many partial sums as the widest vectors have elements.
inline float dot(const float* __restrict a, const float* __restrict b, int count) {
  constexpr int kLanes = 16;
  std::array<float, kLanes> sums = {};
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (int lane = 0; lane < kLanes; ++lane) {
      sums[static_cast<std::size_t>(lane)] += a[i + lane] * b[i + lane];
    }
  }
  float sum = 0;
  for (const float lane : sums) {
    sum += lane;
  }
  for (; i < count; ++i) {
    sum += a[i] * b[i];
  }
  return sum;
}

void linear(const PooledLinear& layer, const float* source, const float* weights, const float* bias,
            float* destination, std::int64_t first, std::int64_t last) {
  for (; first < last; ++first) {
    const float* const row = weights + first * layer.in_channels;
    for (int image = 0; image < layer.batch; ++image) {
      const float value = bias[first] + dot(source + std::ptrdiff_t{image} * layer.in_channels, row,
                                            layer.in_channels);
      destination[image * std::ptrdiff_t{layer.out_channels} + first] =
          finished(value, 0, {false, layer.relu});
    }
  }
}

}  // namespace
}  // namespace resnext
