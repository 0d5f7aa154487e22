// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/dot_sizes.h"

// Copies the input of one (merged) group and block of rows to where kernels read it. Private to
// lib/kernels; in an anonymous namespace (dot_sizes.h).
namespace resnext {
namespace {

/// The layout of the copy: for each chunk of steps a plane of pixels, with a border of zeros around
/// the image. A pixel consists of its cells, one for each step: 32 bits for each merged group.
/// Successive outputs read successive pixels: with a stride, a row has a part for each remainder
/// ("phase") of the columns.
struct DotPlanes {
  /// `run`: outputs of a row that are computed together; a narrower image is filled up.
  DotPlanes(const DotConvolution& shape, const DotChannels& channels, int run)
      : DotPlanes(shape, channels, DotPixels(shape), run) {}

  /// Returns the bytes from an output's first cell to the one that a tap multiplies in a step.
  std::ptrdiff_t offset(int tap, int step) const {
    const int column = tap % 3;
    return tap / 3 * row + (column % stride * phase_pixels + column / stride) * pixel + step * cell;
  }

  std::size_t bytes() const { return static_cast<std::size_t>(plane * chunks); }

  int stride;
  int chunks;
  int rows;  ///< of the input
  int phase_pixels;
  std::ptrdiff_t cell;   ///< bytes
  std::ptrdiff_t pixel;  ///< bytes
  std::ptrdiff_t row;    ///< bytes
  std::ptrdiff_t plane;  ///< bytes; an odd number of cache lines, so that planes use all sets

 private:
  static constexpr std::ptrdiff_t kCacheLine = 64;

  DotPlanes(const DotConvolution& shape, const DotChannels& channels, const DotPixels& pixels,
            int run)
      : stride(shape.stride),
        chunks(channels.steps / channels.chunk),
        rows((pixels.rows - 1) * stride + 3),
        phase_pixels((pixels.out_size > run ? pixels.out_size : run) + 2 / stride),
        cell(std::ptrdiff_t{4} * channels.merged),
        pixel(cell * channels.chunk),
        row(pixel * stride * phase_pixels),
        plane(((row * rows + kCacheLine - 1) / kCacheLine | 1) * kCacheLine) {}
};

/// Fills planes. `Dot` says how a chunk of input channels becomes cells.
template <class Dot, int kMerged>
class DotFiller {
 public:
  /// `group`: a merged one. If its second part is missing, it reads the first one again: the
  /// results are discarded.
  DotFiller(const DotConvolution& shape, const DotPlanes& planes, const std::byte* source,
            int image, int group)
      : planes_(planes),
        size_(shape.in_size),
        pixel_(std::ptrdiff_t{shape.groups} * shape.channels * Dot::kBytes),
        partner_(group * kMerged + 1 < shape.groups ? std::ptrdiff_t{shape.channels} * Dot::kBytes
                                                    : 0),
        image_(source + std::ptrdiff_t{image} * size_ * size_ * pixel_ +
               std::ptrdiff_t{group} * kMerged * shape.channels * Dot::kBytes) {}

  /// Fills the planes with input rows from `top` on, which may lie outside the image.
  void fill(int top, std::byte* to) const {
    for (int row = 0; row < planes_.rows; ++row, to += planes_.row) {
      const int y = top + row;
      for (int phase = 0; phase < planes_.stride; ++phase) {
        // Column x of the image is in place x + 1.
        const int x = (phase + planes_.stride - 1) % planes_.stride;
        const int first = (x + 1) / planes_.stride;
        const bool outside = y < 0 || y >= size_ || x >= size_;
        const int most = planes_.phase_pixels - first;
        const int count = outside ? 0 : smaller(most, (size_ - 1 - x) / planes_.stride + 1);
        std::byte* const pixels = to + planes_.pixel * planes_.phase_pixels * phase;
        clear(pixels, 0, first);
        clear(pixels, first + count, planes_.phase_pixels);
        copy(image_ + (std::ptrdiff_t{y} * size_ + x) * pixel_, pixels + first * planes_.pixel,
             count);
      }
    }
  }

 private:
  typedef std::uint32_t Four __attribute__((vector_size(16)));
  typedef std::uint64_t Two __attribute__((vector_size(16)));

  static constexpr int kChunk = steps_of_chunk(Dot::kLayout, kMerged);
  static constexpr int kAhead = 16;  ///< pixels, to what is prefetched

  void clear(std::byte* pixels, int first, int last) const {
    const auto bytes = static_cast<std::size_t>((last - first) * planes_.pixel);
    for (int chunk = 0; bytes > 0 && chunk < planes_.chunks; ++chunk) {
      std::memset(pixels + chunk * planes_.plane + first * planes_.pixel, 0, bytes);
    }
  }

  /// Copies successive pixels, all chunks of each.
  void copy(const std::byte* from, std::byte* to, int count) const {
    constexpr std::ptrdiff_t kPixel = std::ptrdiff_t{4} * kMerged * kChunk;
    const std::ptrdiff_t next = planes_.stride * pixel_;
    for (int i = 0; i < count; ++i, from += next, to += kPixel) {
      __builtin_prefetch(from + kAhead * next);
      const std::byte* channels = from;
      std::byte* cells = to;
      for (int chunk = 0; chunk < planes_.chunks; ++chunk) {
        copy_chunk(channels, cells);
        channels += kChunk * Dot::kStepBytes;
        cells += planes_.plane;
      }
    }
  }

  /// Copies the cells of a pixel; those of merged groups alternate.
  void copy_chunk(const std::byte* from, std::byte* to) const {
    if constexpr (kMerged == 1 && kChunk == 2) {
      const std::uint64_t cells = Dot::two_steps(from);
      std::memcpy(to, &cells, sizeof cells);
    } else if constexpr (kMerged == 1) {
      const auto cells = Dot::four_steps(from);
      std::memcpy(to, &cells, sizeof cells);
    } else if constexpr (kChunk == 2) {
      const auto both =
          reinterpret_cast<Four>(Two{Dot::two_steps(from), Dot::two_steps(from + partner_)});
      const Four cells = __builtin_shufflevector(both, both, 0, 2, 1, 3);
      std::memcpy(to, &cells, sizeof cells);
    } else {
      const auto first = reinterpret_cast<Four>(Dot::four_steps(from));
      const auto second = reinterpret_cast<Four>(Dot::four_steps(from + partner_));
      const Four lower = __builtin_shufflevector(first, second, 0, 4, 1, 5);
      const Four upper = __builtin_shufflevector(first, second, 2, 6, 3, 7);
      std::memcpy(to, &lower, sizeof lower);
      std::memcpy(to + sizeof lower, &upper, sizeof upper);
    }
  }

  const DotPlanes& planes_;
  int size_;
  std::ptrdiff_t pixel_;    ///< bytes, from pixel to pixel of the source
  std::ptrdiff_t partner_;  ///< bytes, to the group that is merged with the first
  const std::byte* image_;
};

}  // namespace
}  // namespace resnext
