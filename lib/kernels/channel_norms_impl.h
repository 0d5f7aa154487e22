// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/channel_finish.h"
#include "kernels/channel_kernels.h"

// Means, linear layers and group norms of channel_kernels.h, as code that the compiler vectorises
// for the instruction set of the file that includes this one.
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

/// Channels of one group that lie side by side: `count` rows of `length` elements, `step` apart.
struct GroupRun {
  std::ptrdiff_t offset = 0;
  int count = 0;
  int length = 0;
  int step = 0;
  int channel = 0;  ///< of the first element
};

/// Calls work(run) for each run of one group of one image.
template <typename Work>
void for_each_run(const GroupNorm& norm, std::int64_t unit, const Work& work) {
  const ChannelBlocks& shape = norm.shape;
  const int size = shape.channels / norm.groups;
  const auto group = static_cast<int>(unit % norm.groups);
  const std::ptrdiff_t block_size = std::ptrdiff_t{shape.pixels} * shape.inner;
  int channel = group * size;
  const int end = channel + size;
  while (channel < end) {
    const int block = channel / shape.inner;
    const int length = std::min(end, (block + 1) * shape.inner) - channel;
    const std::ptrdiff_t offset =
        (unit / norm.groups * shape.blocks() + block) * block_size + channel % shape.inner;
    work(shape.inner == 1 ? GroupRun{offset, 1, shape.pixels, 0, channel}
                          : GroupRun{offset, shape.pixels, length, shape.inner, channel});
    channel += length;
  }
}

/// Returns the sum of term(element) over a group, in f64.
template <typename Term>
double sum_over_group(const GroupNorm& norm, const float* source, std::int64_t unit,
                      const Term& term) {
  double sum = 0;
  for_each_run(norm, unit, [&](const GroupRun& run) {
    for (int row = 0; row < run.count; ++row) {
      const float* const from = source + run.offset + std::ptrdiff_t{row} * run.step;
      for (int i = 0; i < run.length; ++i) {
        sum += term(static_cast<double>(from[i]));
      }
    }
  });
  return sum;
}

void norm(const GroupNorm& norm, const float* source, const float* weight, const float* bias,
          float* destination, std::int64_t first, std::int64_t last) {
  constexpr double kEpsilon = 1e-5;  // PyTorch's
  const int channels = norm.shape.channels / norm.groups;
  const double count = static_cast<double>(channels) * norm.shape.pixels;
  for (; first < last; ++first) {
    const double mean =
        sum_over_group(norm, source, first, [](double value) { return value; }) / count;
    const double variance =
        sum_over_group(norm, source, first,
                       [mean](double value) { return (value - mean) * (value - mean); }) /
        count;
    const double deviation = std::sqrt(variance + kEpsilon);
    for_each_run(norm, first, [&](const GroupRun& run) {
      for (int row = 0; row < run.count; ++row) {
        const std::ptrdiff_t start = run.offset + std::ptrdiff_t{row} * run.step;
        for (int i = 0; i < run.length; ++i) {
          const int channel = norm.shape.inner == 1 ? run.channel : run.channel + i;
          const double scale = weight[channel] / deviation;
          const double value = (static_cast<double>(source[start + i]) - mean) * scale;
          float& to = destination[start + i];
          to = finished(static_cast<float>(value + bias[channel]), to, norm.finish);
        }
      }
    });
  }
}

}  // namespace
}  // namespace resnext
