// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "kernels/channel_finish.h"
#include "kernels/channel_kernels.h"

// Group norms of channel_kernels.h, as code that the compiler vectorises for the instruction set of
// the file that includes this one: sums of each channel in f64, from which a group's mean and
// variance follow, then one multiplication and one addition an element.
namespace resnext {
namespace {

constexpr int kWidestPiece = 64;

/// Channels that lie side by side in one block of one image: `rows` rows of `width` channels,
/// `step` elements apart.
struct NormPiece {
  std::ptrdiff_t offset = 0;
  int channel = 0;  ///< the first
  int width = 1;    ///< at most kWidestPiece
  int rows = 1;
  int step = 1;
};

/// Calls work(piece) for the channels `begin` to `end` - 1 of an image.
template <typename Work>
void for_each_piece(const ChannelBlocks& shape, std::int64_t image, int begin, int end,
                    const Work& work) {
  while (begin < end) {
    const int block = begin / shape.inner;
    const int last = std::min({end, (block + 1) * shape.inner, begin + kWidestPiece});
    const std::ptrdiff_t rows = (image * shape.blocks() + block) * std::ptrdiff_t{shape.pixels};
    work(NormPiece{rows * shape.inner + begin % shape.inner, begin, last - begin, shape.pixels,
                   shape.inner});
    begin = last;
  }
}

/// Calls work(w), where w is the width as a constant if it is usual, otherwise 0.
template <typename Work>
void with_width(int width, const Work& work) {
  switch (width) {
    case 64:
      return work(std::integral_constant<int, 64>());
    case 32:
      return work(std::integral_constant<int, 32>());
    case 16:
      return work(std::integral_constant<int, 16>());
    case 8:
      return work(std::integral_constant<int, 8>());
    default:
      return work(std::integral_constant<int, 0>());
  }
}

/// Sums of channels, or of the elements of a row that are kWidestPiece apart.
struct NormSums {
  std::array<double, kWidestPiece> values = {};
  std::array<double, kWidestPiece> squares = {};
};

/// Adds rows to the sums. kWidth: the width, if it is known.
template <int kWidth = 0>
inline void add_rows(const float* __restrict from, std::ptrdiff_t rows, std::ptrdiff_t step,
                     int width, NormSums& sums) {
  const int end = kWidth > 0 ? kWidth : width;
  NormSums found = sums;
  for (std::ptrdiff_t row = 0; row < rows; ++row, from += step) {
    for (int i = 0; i < end; ++i) {
      const auto value = static_cast<double>(from[i]);
      found.values[static_cast<std::size_t>(i)] += value;
      found.squares[static_cast<std::size_t>(i)] += value * value;
    }
  }
  sums = found;
}

inline NormSums sums_of(const NormPiece& piece, const float* source) {
  NormSums sums;
  const float* const from = source + piece.offset;
  if (piece.step == 1) {  // one channel, whose pixels lie side by side
    const std::ptrdiff_t rows = piece.rows / kWidestPiece;
    add_rows<kWidestPiece>(from, rows, kWidestPiece, kWidestPiece, sums);
    add_rows(from + rows * kWidestPiece, 1, 0, piece.rows % kWidestPiece, sums);
  } else {
    with_width(piece.width, [&](auto width) {
      add_rows<width>(from, piece.rows, piece.step, piece.width, sums);
    });
  }
  return sums;
}

/// Computes to[i] = finish(from[i] * scale[i * kStep] + shift[i * kStep]). kWidth: as above.
template <Finish kFinish, int kStep, int kWidth = 0>
inline void norm_row(const float* __restrict from, const float* __restrict scale,
                     const float* __restrict shift, float* __restrict to, int width) {
  const int end = kWidth > 0 ? kWidth : width;
  for (int i = 0; i < end; ++i) {
    to[i] = finished(from[i] * scale[std::ptrdiff_t{i} * kStep] + shift[std::ptrdiff_t{i} * kStep],
                     to[i], kFinish);
  }
}

template <Finish kFinish>
void norm_piece(const NormPiece& piece, const float* from, const float* scale, const float* shift,
                float* to) {
  if (piece.step == 1) {
    norm_row<kFinish, 0>(from, scale, shift, to, piece.rows);
    return;
  }
  with_width(piece.width, [&](auto width) {
    for (int row = 0; row < piece.rows; ++row, from += piece.step, to += piece.step) {
      norm_row<kFinish, 1, width>(from, scale, shift, to, piece.width);
    }
  });
}

/// Groups of one image that are normalized together: as many as fit into a piece, at least one.
struct NormGroups {
  NormGroups(const GroupNorm& norm, std::int64_t first, std::int64_t last)
      : image(first / norm.groups),
        channels(norm.shape.channels / norm.groups),
        count(static_cast<int>(std::min({last - first, norm.groups - first % norm.groups,
                                         std::int64_t{std::max(1, kWidestPiece / channels)}}))),
        begin(static_cast<int>(first % norm.groups) * channels) {}

  int end() const { return begin + count * channels; }
  /// Returns the number of a channel's group, from 0.
  std::size_t group(int channel) const {
    return static_cast<std::size_t>((channel - begin) / channels);
  }

  std::int64_t image;
  int channels;  ///< of each group
  int count;     ///< at most kWidestPiece
  int begin;     ///< the first channel
};

/// The means and the factors 1 / deviation of groups.
struct Moments {
  std::array<double, kWidestPiece> means = {};
  std::array<double, kWidestPiece> scales = {};
};

inline Moments moments_of(const GroupNorm& norm, const NormGroups& groups, const float* source) {
  constexpr double kEpsilon = 1e-5;  // PyTorch's
  Moments found;
  for_each_piece(norm.shape, groups.image, groups.begin, groups.end(), [&](const NormPiece& piece) {
    const NormSums sums = sums_of(piece, source);
    const int summed = piece.step == 1 ? kWidestPiece : piece.width;
    for (int i = 0; i < summed; ++i) {
      const std::size_t group = groups.group(piece.channel + (piece.step == 1 ? 0 : i));
      found.means[group] += sums.values[static_cast<std::size_t>(i)];
      found.scales[group] += sums.squares[static_cast<std::size_t>(i)];
    }
  });
  const double count = static_cast<double>(groups.channels) * norm.shape.pixels;
  for (std::size_t group = 0; group < static_cast<std::size_t>(groups.count); ++group) {
    const double mean = found.means[group] / count;
    const double variance = std::max(found.scales[group] / count - mean * mean, 0.0);
    found.means[group] = mean;
    found.scales[group] = 1 / std::sqrt(variance + kEpsilon);
  }
  return found;
}

template <Finish kFinish>
void norm_units(const GroupNorm& norm, const float* source, const float* weight, const float* bias,
                float* destination, std::int64_t first, std::int64_t last) {
  while (first < last) {
    const NormGroups groups(norm, first, last);
    const Moments moments = moments_of(norm, groups, source);
    for_each_piece(
        norm.shape, groups.image, groups.begin, groups.end(), [&](const NormPiece& piece) {
          std::array<float, kWidestPiece> scale = {};
          std::array<float, kWidestPiece> shift = {};
          for (int i = 0; i < piece.width; ++i) {
            const int channel = piece.channel + i;
            const std::size_t group = groups.group(channel);
            const double factor = weight[channel] * moments.scales[group];
            const auto at = static_cast<std::size_t>(i);
            scale[at] = static_cast<float>(factor);
            shift[at] = static_cast<float>(bias[channel] - moments.means[group] * factor);
          }
          norm_piece<kFinish>(piece, source + piece.offset, scale.data(), shift.data(),
                              destination + piece.offset);
        });
    first += groups.count;
  }
}

void norm(const GroupNorm& norm, const float* source, const float* weight, const float* bias,
          float* destination, std::int64_t first, std::int64_t last) {
  constexpr std::array kWays = {&norm_units<Finish{false, false}>, &norm_units<Finish{false, true}>,
                                &norm_units<Finish{true, false}>, &norm_units<Finish{true, true}>};
  const std::size_t way = (norm.finish.add ? 2U : 0U) + (norm.finish.relu ? 1U : 0U);
  kWays.at(way)(norm, source, weight, bias, destination, first, last);
}

}  // namespace
}  // namespace resnext
