// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/tile_sizes.h"

// Cuts a convolution's output positions into chunks and divides them among threads. Private to
// lib/kernels; in an anonymous namespace (tile_sizes.h).
namespace resnext {
namespace {

constexpr int kCachedTiles = 416;  ///< split input tiles of a chunk, 3 KB each, in the L2 cache
constexpr int kFewTiles = 14;  ///< with fewer, splitting the weights again would cost noticeably

/// Divides a 1x1 convolution among threads, in a grid of output positions x output channels.
/// Each thread works through its positions in chunks, so that the split input stays in the cache.
struct GridShares {
  GridShares(const TileConvolution& shape, int threads) {
    const TileSizes sizes(shape);
    all_tiles = parts_of(shape.batch * shape.out_size * shape.out_size, kTileRows);
    std::int64_t best = 0;
    for (int rows = 1; rows <= threads; ++rows) {
      if (threads % rows != 0) {
        continue;
      }
      const int tiles = parts_of(all_tiles, rows);
      const int blocks = parts_of(sizes.blocks, threads / rows);
      const int chunks = parts_of(tiles, chunk_of(tiles, sizes.steps));
      // Measured cycles: splitting a tile of the input, splitting a block's weights, products.
      const std::int64_t cost =
          sizes.steps * (std::int64_t{200} * tiles + std::int64_t{600} * chunks * blocks +
                         std::int64_t{400} * kUnitsInBlock * blocks * parts_of(tiles, 2));
      if (best == 0 || cost < best) {
        best = cost;
        row_parts = rows;
        column_parts = threads / rows;
        const int chunk = chunk_of(tiles, sizes.steps);
        chunk_tiles = parts_of(tiles, parts_of(tiles, chunk));
        chunk_steps = kCachedTiles / chunk_tiles / kStepsHeld * kStepsHeld;
        chunk_steps = smaller(sizes.steps, larger(chunk_steps, kStepsHeld));
        chunk_blocks = chunk_steps < sizes.steps ? blocks : 1;
      }
    }
  }

  int all_tiles = 0;
  int row_parts = 1;
  int column_parts = 1;
  int chunk_tiles = 1;
  int chunk_steps = 1;
  int chunk_blocks = 1;  ///< blocks whose sums wait for the chunk's other steps

 private:
  static int chunk_of(int tiles, int steps) {
    return smaller(tiles, larger(kCachedTiles / steps, kFewTiles));
  }
};

/// Lays out a 3x3 convolution's images in rows of tiles: with a border of zeros, line after line,
/// so that a tap is a shift of the rows. With a stride there is a plane for each remainder of the
/// coordinates ("phase"). Results outside the image are discarded.
struct PaddedImages {
  explicit PaddedImages(const TileConvolution& shape)
      : stride(shape.stride),
        width(shape.out_size + 2 / stride),
        tiles(parts_of(shape.out_size * width, kTileRows)),
        phase_rows(tiles * kTileRows + (2 / stride) * (width + 1)),
        rows(stride * stride * phase_rows),
        at_once(larger(1, smaller(shape.batch, kCachedTiles / (parts_of(rows, kTileRows) *
                                                               TileSizes(shape).depth)))) {}

  /// Returns the rows from an output position to the input that a tap multiplies.
  int shift(int tap) const {
    const int y = tap / 3;
    const int x = tap % 3;
    return (y % stride * stride + x % stride) * phase_rows + y / stride * width + x / stride;
  }

  int stride;
  int width;       ///< of a line of a phase
  int tiles;       ///< of one image
  int phase_rows;  ///< of one image
  int rows;        ///< of one image
  int at_once;     ///< images of a chunk
};

}  // namespace
}  // namespace resnext
