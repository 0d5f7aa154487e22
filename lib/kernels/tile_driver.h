// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/tile_product.h"
#include "kernels/tile_shares.h"
#include "kernels/tile_sizes.h"

// The convolution around the tiles. Private to lib/kernels. `Tiles` owns the eight tile registers,
// with zero<C>(), load<R>(from), store<C>(to) and multiply<C, A, B>(); rows are 64 bytes apart.
// Compiled once for AMX and once in plain C++; calls no inline function of the standard library
// (winograd_lanes.h).
namespace resnext {
namespace {

template <class Tiles>
class TileDriver {
 public:
  static std::size_t scratch_bytes(const TileConvolution& shape, int threads) {
    return static_cast<std::size_t>(TileDriver(shape, threads).scratch_size());
  }

  static void run(const TileConvolution& shape, const float* source, const float* weights,
                  const float* bias, float* destination, std::byte* scratch, int thread,
                  int threads) {
    TileDriver driver(shape, threads);
    driver.source_ = source;
    driver.weights_ = weights;
    driver.bias_ = bias;
    driver.destination_ = destination;
    driver.place(scratch);
    [[maybe_unused]] const Tiles registers;
    shape.kernel == 1 ? driver.run_positions(thread) : driver.run_groups(thread, threads);
  }

 private:
  TileDriver(const TileConvolution& shape, int threads)
      : shape_(shape),
        sizes_(shape),
        grid_(shape, threads),
        images_(shape),
        in_pitch_(std::ptrdiff_t{shape.groups} * shape.in_channels),
        out_pitch_(std::ptrdiff_t{shape.groups} * shape.out_channels),
        plane_rows_(shape.kernel == 1 ? grid_.chunk_tiles * kTileRows
                                      : images_.rows * images_.at_once),
        chunk_tiles_(shape.kernel == 1 ? grid_.chunk_tiles : images_.tiles * images_.at_once),
        chunk_depth_(shape.kernel == 1 ? grid_.chunk_steps : sizes_.depth),
        chunk_blocks_(shape.kernel == 1 ? grid_.chunk_blocks : 1) {}

  std::ptrdiff_t inputs_size() const {
    return std::ptrdiff_t{chunk_depth_} * kParts * plane_rows_ * kRowBytes;
  }
  static constexpr std::ptrdiff_t kFiltersSize =
      std::ptrdiff_t{kStepsHeld} * kUnitsInBlock * 2 * kParts * kTileBytes;
  std::ptrdiff_t block_sums() const {
    return std::ptrdiff_t{chunk_tiles_} * smaller(kUnitsInBlock, sizes_.units) * 2 * kTileFloats;
  }
  std::ptrdiff_t scratch_size() const {
    return inputs_size() + 2 * kFiltersSize +
           chunk_blocks_ * block_sums() * std::ptrdiff_t{sizeof(float)};
  }

  void place(std::byte* scratch) {
    filters_[0] = scratch;
    filters_[1] = scratch + kFiltersSize;
    inputs_ = filters_[1] + kFiltersSize;
    sums_ = reinterpret_cast<float*>(inputs_ + inputs_size());
  }

  std::byte* input_row(int depth, std::ptrdiff_t row) const {
    return inputs_ + (std::ptrdiff_t{depth} * kParts * plane_rows_ + row) * kRowBytes;
  }

  /// Splits the channels of one position from `channel` on into `depth` steps of a row of inputs_.
  /// A nullptr stands for zeros.
  void split_position(const float* from, int channel, int depth, std::ptrdiff_t row) const {
    for (int k = 0; k < depth; ++k) {
      const int first = channel + k * kStepDepth;
      const bool whole = first + kStepDepth <= sizes_.in_channels;
      const Floats low = from ? load(from + first) : Floats{};
      const Floats high = from && whole ? load(from + first + kLanes) : Floats{};
      split(low, high, input_row(k, row), plane_rows_ * kRowBytes);
    }
  }

  void run_positions(int thread) {
    const int row_part = thread % grid_.row_parts;
    const int column_part = thread / grid_.row_parts;
    const int first = share(grid_.all_tiles, row_part, grid_.row_parts);
    const int last = share(grid_.all_tiles, row_part + 1, grid_.row_parts);
    const int first_block = share(sizes_.blocks, column_part, grid_.column_parts);
    const int last_block = share(sizes_.blocks, column_part + 1, grid_.column_parts);
    for (int tile = first; tile < last; tile += grid_.chunk_tiles) {
      const int tiles = smaller(grid_.chunk_tiles, last - tile);
      for (int step = 0; step < sizes_.steps; step += grid_.chunk_steps) {
        const int steps = smaller(grid_.chunk_steps, sizes_.steps - step);
        split_positions(tile, tiles, step, steps);
        for (int block = first_block; block < last_block; ++block) {
          const int waiting = grid_.chunk_blocks > 1 ? block - first_block : 0;
          float* sums = sums_ + waiting * block_sums();
          const PackedSteps following =
              block + 1 < last_block ? weights_at(0, block + 1, step, step + steps)
              : step + steps < sizes_.steps
                  ? weights_at(0, first_block, step + steps,
                               smaller(step + steps + grid_.chunk_steps, sizes_.steps))
              : tile + tiles < last ? weights_at(0, first_block, 0, grid_.chunk_steps)
                                    : PackedSteps{};
          multiply(0, block, step, step + steps, tiles, following, sums);
          if (step + steps == sizes_.steps) {
            finish_positions(tile, tiles, block, sums);
          }
        }
      }
    }
  }

  static int share(int count, int part, int parts) {
    return static_cast<int>(std::int64_t{count} * part / parts);
  }

  void split_positions(int tile, int tiles, int step, int steps) const {
    const int size = shape_.out_size;
    const int positions = shape_.batch * size * size;
    for (int row = 0; row < tiles * kTileRows; ++row) {
      const int position = tile * kTileRows + row;
      const float* from = nullptr;
      if (position < positions) {
        const int image = position / (size * size);
        const int y = position / size % size * shape_.stride;
        const int x = position % size * shape_.stride;
        const int in_size = shape_.in_size;
        from = source_ + ((std::ptrdiff_t{image} * in_size + y) * in_size + x) * in_pitch_;
      }
      split_position(from, step * kStepDepth, steps, row);
    }
  }

  void finish_positions(int tile, int tiles, int block, const float* sums) const {
    const int positions = shape_.batch * shape_.out_size * shape_.out_size;
    for (int row = 0; row < tiles * kTileRows; ++row) {
      const int position = tile * kTileRows + row;
      if (position < positions) {
        finish(sums, row, block, 0, position);
      }
    }
  }

  void run_groups(int thread, int threads) {
    const int items = sizes_.groups * shape_.batch;
    const int last = share(items, thread + 1, threads);
    for (int item = share(items, thread, threads); item < last;) {
      const int group = item / shape_.batch;
      const int image = item % shape_.batch;
      const int images = smaller(smaller(images_.at_once, shape_.batch - image), last - item);
      split_images(group, image, images);
      for (int block = 0; block < sizes_.blocks; ++block) {
        const PackedSteps following =
            block + 1 < sizes_.blocks ? weights_at(group, block + 1, 0, sizes_.steps)
            : item + images < last ? weights_at((item + images) / shape_.batch, 0, 0, sizes_.steps)
                                   : PackedSteps{};
        multiply(group, block, 0, sizes_.steps, images * images_.tiles, following, sums_);
        finish_images(group, image, images, block);
      }
      item += images;
    }
  }

  void split_images(int group, int image, int images) const {
    for (int i = 0; i < images; ++i) {
      const float* plane = source_ +
                           std::ptrdiff_t{image + i} * shape_.in_size * shape_.in_size * in_pitch_ +
                           std::ptrdiff_t{group} * sizes_.in_channels;
      for (int phase = 0; phase < shape_.stride * shape_.stride; ++phase) {
        split_phase(plane, phase, i * images_.rows + phase * images_.phase_rows);
      }
    }
  }

  void split_phase(const float* plane, int phase, int first_row) const {
    const int size = shape_.in_size;
    int y = phase / shape_.stride - 1;
    int x = phase % shape_.stride - 1;
    for (int row = 0, column = 0; row < images_.phase_rows; ++row) {
      const bool inside = y >= 0 && y < size && x >= 0 && x < size;
      const float* from = inside ? plane + (std::ptrdiff_t{y} * size + x) * in_pitch_ : nullptr;
      split_position(from, 0, sizes_.depth, first_row + row);
      x += shape_.stride;
      if (++column == images_.width) {
        column = 0;
        x = phase % shape_.stride - 1;
        y += shape_.stride;
      }
    }
  }

  void finish_images(int group, int image, int images, int block) const {
    const int size = shape_.out_size;
    for (int i = 0; i < images; ++i) {
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          finish(sums_, i * images_.tiles * kTileRows + y * images_.width + x, block, group,
                 (std::ptrdiff_t{image + i} * size + y) * size + x);
        }
      }
    }
  }

  /// Adds bias and residual to one position's sums of a block of output channels.
  void finish(const float* sums, int row, int block, int group, std::ptrdiff_t position) const {
    const int units = block_units(block);
    const int first = block * kUnitsInBlock * kUnit;
    const int channels = smaller(units * kUnit, sizes_.out_channels - first);
    const std::ptrdiff_t channel = std::ptrdiff_t{group} * sizes_.out_channels + first;
    const float* from =
        sums + std::ptrdiff_t{row / kTileRows} * units * 2 * kTileFloats + row % kTileRows * kLanes;
    const float* bias = bias_ + channel;
    float* to = destination_ + position * out_pitch_ + channel;
    for (std::ptrdiff_t lane = 0; lane < channels; lane += kLanes) {
      Floats value = load(from + lane / kLanes * kTileFloats) + load(bias + lane);
      if (shape_.residual) {
        value += load(to + lane);
      }
      if (shape_.relu) {
        value = value > 0 ? value : Floats{};
      }
      store(to + lane, value);
    }
  }

  int block_units(int block) const {
    return smaller(kUnitsInBlock, sizes_.units - block * kUnitsInBlock);
  }

  /// Returns the place in inputs_ of the row of a chunk's tile.
  std::ptrdiff_t first_row(int tile) const {
    return shape_.kernel == 1
               ? tile * kTileRows
               : tile / images_.tiles * images_.rows + tile % images_.tiles * kTileRows;
  }

  /// Returns the bytes from a tile's first row to the rows that a step of the chunk multiplies.
  std::ptrdiff_t step_offset(int step) const {
    const int tap = step / chunk_depth_;
    const std::ptrdiff_t depth = step % chunk_depth_;
    return (depth * kParts * plane_rows_ + (shape_.kernel == 1 ? 0 : images_.shift(tap))) *
           kRowBytes;
  }

  /// Returns a block's weights of the steps from `step` to `last`.
  PackedSteps weights_at(int group, int block, int step, int last) const {
    const int units = block_units(block);
    return {
        weights_ + group * sizes_.group_floats +
            (std::ptrdiff_t{block} * kUnitsInBlock * sizes_.steps + std::ptrdiff_t{step} * units) *
                kUnitFloats,
        smaller(kStepsHeld, last - step), units};
  }

  /// Computes sums[tile][unit][half][16][16] (+)= inputs x weights for steps `first` to `last`, and
  /// splits `following`, the next weights, meanwhile.
  void multiply(int group, int block, int first, int last, int tiles, const PackedSteps& following,
                float* sums) {
    for (int step = first; step < last; step += kStepsHeld) {
      const PackedSteps now = weights_at(group, block, step, last);
      const bool more = step + kStepsHeld < last;
      const PackedSteps next = more ? weights_at(group, block, step + kStepsHeld, last) : following;
      if (held_ != now.from) {
        Splitter(now, filters_[side_]).finish();
      }
      Product<Tiles> product{{},
                             now.steps,
                             step == 0,
                             plane_rows_ * kRowBytes,
                             std::ptrdiff_t{now.units} * 2 * kParts * kTileBytes,
                             0,
                             Splitter(next, filters_[1 - side_])};
      product.quads =
          parts_of(next.rows() / Splitter::kQuad, (tiles / 2 * now.units + tiles % 2) * now.steps);
      for (int i = 0; i < now.steps; ++i) {
        product.offsets[i] = step_offset(step - first + i);
      }
      int tile = 0;
      for (; tile + 1 < tiles; tile += 2) {
        for (int unit = 0; unit < now.units; ++unit) {
          float* to = sums_of(sums, tile, unit, now.units);
          product.run_pair(input_tile(tile), input_tile(tile + 1), filters_of(unit), to,
                           to + std::ptrdiff_t{now.units} * 2 * kTileFloats);
        }
      }
      if (tile < tiles) {
        float* to = sums_of(sums, tile, 0, now.units);
        now.units == 2 ? product.template run_last<2>(input_tile(tile), filters_of(0), to)
                       : product.template run_last<1>(input_tile(tile), filters_of(0), to);
      }
      product.splitter.finish();
      held_ = next.from;
      side_ = 1 - side_;
    }
  }

  static float* sums_of(float* sums, int tile, int unit, int units) {
    return sums + (std::ptrdiff_t{tile} * units + unit) * 2 * kTileFloats;
  }
  const std::byte* input_tile(int tile) const { return inputs_ + first_row(tile) * kRowBytes; }
  const std::byte* filters_of(int unit) const {
    return filters_[side_] + unit * Product<Tiles>::kUnitBytes;
  }

  TileConvolution shape_;
  TileSizes sizes_;
  GridShares grid_;
  PaddedImages images_;
  std::ptrdiff_t in_pitch_;  ///< floats from position to position
  std::ptrdiff_t out_pitch_;
  int plane_rows_;  ///< rows of a chunk's split inputs
  int chunk_tiles_;
  int chunk_depth_;
  int chunk_blocks_;
  const float* source_ = nullptr;
  const float* weights_ = nullptr;
  const float* bias_ = nullptr;
  float* destination_ = nullptr;
  std::byte* filters_[2] = {};   ///< those in use and the next ones
  int side_ = 0;                 ///< the index of those in use
  const float* held_ = nullptr;  ///< the weights that they were split from
  std::byte* inputs_ = nullptr;  ///< [depth][part][row][32]
  float* sums_ = nullptr;        ///< [block][tile][unit][half][16][16]
};

}  // namespace
}  // namespace resnext
