// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "kernels/dot_sizes.h"

// Copies the input of one (merged) group and block of rows to where kernels read it. Private to
// lib/kernels; in an anonymous namespace (dot_sizes.h).
namespace resnext {
namespace {

/// The layout of the copy: for each step a plane of cells, with a border of zeros around the image.
/// A cell is what a pixel contributes to a step: 32 bits for each merged group. Successive outputs
/// read successive cells: with a stride, a row has a part for each remainder ("phase") of the
/// columns.
struct DotPlanes {
  /// `run`: outputs of a row that are computed together; a narrower image is filled up.
  DotPlanes(const DotConvolution& shape, const DotChannels& channels, int run)
      : DotPlanes(shape, channels, DotPixels(shape), run) {}

  /// Returns the bytes from an output's first cell to the one that a tap multiplies.
  std::ptrdiff_t tap(int number) const {
    const int column = number % 3;
    return number / 3 * row + (column % stride * phase_cells + column / stride) * cell;
  }

  std::size_t bytes() const { return static_cast<std::size_t>(plane * steps); }

  int stride;
  int steps;
  int rows;  ///< of the input
  int phase_cells;
  std::ptrdiff_t cell;   ///< bytes, from cell to cell
  std::ptrdiff_t row;    ///< bytes
  std::ptrdiff_t plane;  ///< bytes; an odd number of cache lines, so that planes use all sets

 private:
  static constexpr std::ptrdiff_t kCacheLine = 64;

  DotPlanes(const DotConvolution& shape, const DotChannels& channels, const DotPixels& pixels,
            int run)
      : stride(shape.stride),
        steps(channels.steps),
        rows((pixels.rows - 1) * stride + 3),
        phase_cells((pixels.out_size > run ? pixels.out_size : run) + 2 / stride),
        cell(std::ptrdiff_t{4} * channels.merged),
        row(stride * phase_cells * cell),
        plane(((row * rows + kCacheLine - 1) / kCacheLine | 1) * kCacheLine) {}
};

/// Fills planes. `Dot` says how two steps of input channels become cells.
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
        partner_(group * kMerged + 1 < shape.groups ? shape.channels * Dot::kBytes : 0),
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
        const int count =
            y < 0 || y >= size_ || x >= size_ ? 0 : (size_ - 1 - x) / planes_.stride + 1;
        std::byte* const cells = to + phase * planes_.phase_cells * planes_.cell;
        const int used = count < planes_.phase_cells - first ? count : planes_.phase_cells - first;
        clear(cells, 0, first);
        clear(cells, first + used, planes_.phase_cells);
        if (used > 0) {
          copy(image_ + (std::ptrdiff_t{y} * size_ + x) * pixel_, cells + first * planes_.cell,
               used * kMerged);
        }
      }
    }
  }

 private:
  typedef std::uint32_t Four __attribute__((vector_size(16)));
  typedef std::uint64_t Two __attribute__((vector_size(16)));

  void clear(std::byte* cells, int first, int last) const {
    const auto bytes = static_cast<std::size_t>((last - first) * planes_.cell);
    for (int step = 0; bytes > 0 && step < planes_.steps; ++step) {
      std::memset(cells + step * planes_.plane + first * planes_.cell, 0, bytes);
    }
  }

  /// Returns where the 32-bit part `index` of a row of cells comes from.
  const std::byte* part(const std::byte* pixels, int index) const {
    const int cell = index / kMerged;
    return pixels + cell * planes_.stride * pixel_ + (index % kMerged) * partner_;
  }

  /// Copies `parts` 32-bit parts of successive cells, all steps of each. The last four may overlap
  /// the ones before.
  void copy(const std::byte* pixels, std::byte* to, int parts) const {
    constexpr int kAtOnce = 4;
    if (parts < kAtOnce) {
      for (int i = 0; i < parts; ++i) {
        copy_part(part(pixels, i), to + std::ptrdiff_t{4} * i);
      }
      return;
    }
    for (int i = 0; i < parts; i += kAtOnce) {
      const int index = i + kAtOnce <= parts ? i : parts - kAtOnce;
      copy_four(part(pixels, index), part(pixels, index + 1), part(pixels, index + 2),
                part(pixels, index + 3), to + std::ptrdiff_t{4} * index);
    }
  }

  void copy_part(const std::byte* from, std::byte* to) const {
    for (int step = 0; step < planes_.steps; step += 2) {
      const std::uint64_t cells = Dot::two_steps(from + step * Dot::kStepBytes);
      std::memcpy(to, &cells, 4);
      std::memcpy(to + planes_.plane, reinterpret_cast<const std::byte*>(&cells) + 4, 4);
      to += 2 * planes_.plane;
    }
  }

  void copy_four(const std::byte* a, const std::byte* b, const std::byte* c, const std::byte* d,
                 std::byte* to) const {
    for (int step = 0; step < planes_.steps; step += 2) {
      const std::ptrdiff_t at = step * Dot::kStepBytes;
      const auto ab = reinterpret_cast<Four>(Two{Dot::two_steps(a + at), Dot::two_steps(b + at)});
      const auto cd = reinterpret_cast<Four>(Two{Dot::two_steps(c + at), Dot::two_steps(d + at)});
      const Four first = __builtin_shufflevector(ab, cd, 0, 2, 4, 6);
      const Four second = __builtin_shufflevector(ab, cd, 1, 3, 5, 7);
      std::memcpy(to, &first, sizeof first);
      std::memcpy(to + planes_.plane, &second, sizeof second);
      to += 2 * planes_.plane;
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
