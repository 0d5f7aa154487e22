// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/dot_pointwise.h"
#include "kernels/dot_sizes.h"

// Cuts a 1x1 convolution into output vectors, blocks of pixels and units of work. Private to
// lib/kernels; in an anonymous namespace (dot_sizes.h).
namespace resnext {
namespace {

/// The bytes of a step of input.
constexpr int kPointwiseCell = 4;

constexpr int larger(int a, int b) { return a < b ? b : a; }

/// The output vectors: blocks of `vectors` that are computed together, then single ones.
struct PointwiseVectors {
  constexpr PointwiseVectors(const DotPointwise& shape, const DotLayout& layout)
      : size(layout.vectors),
        whole(shape.out_channels / layout.lanes / layout.vectors),
        blocks(whole + shape.out_channels / layout.lanes % layout.vectors) {}

  /// Returns a block's first vector.
  constexpr int first_of(int block) const {
    return smaller(block, whole) * size + larger(block - whole, 0);
  }

  int size;    ///< vectors of a whole block
  int whole;   ///< blocks
  int blocks;  ///< in all
};

/// The output pixels of all images, as one list.
struct PointwisePixels {
  explicit constexpr PointwisePixels(const DotPointwise& shape)
      : out_size((shape.in_size - 1) / shape.stride + 1), all(shape.batch * out_size * out_size) {}

  int out_size;
  int all;
};

/// Units of work: each is a block of pixels by a group of blocks of output vectors.
struct PointwiseUnits {
  /// `pixel_bytes`: of the input that a kernel reads.
  constexpr PointwiseUnits(const DotPointwise& shape, const PointwiseVectors& vectors,
                           int pixel_bytes)
      : PointwiseUnits(shape, vectors, PointwisePixels(shape).all, pixel_bytes) {}

  constexpr int count() const { return pixel_blocks * groups; }

  int pixel_blocks;
  int pixels;  ///< of a block; the last one may be smaller
  int groups;
  int blocks;  ///< of a group; the last one may be smaller

 private:
  static constexpr int kWanted = 64;             ///< units, if there is enough work
  static constexpr int kFewestPixels = 48;       ///< for which weights are read again
  static constexpr int kBlockBytes = 256 << 10;  ///< of input; stays in the second-level cache

  constexpr PointwiseUnits(const DotPointwise& shape, const PointwiseVectors& vectors, int all,
                           int pixel_bytes) {
    // Where the weights are larger than the input, they are read only once if possible.
    const int fewest = shape.out_channels > all ? all : kFewestPixels;
    const int most = larger(kBlockBytes / pixel_bytes, 1);
    pixel_blocks = parts_of(all, smaller(larger(all / kWanted, fewest), most));
    pixels = parts_of(all, pixel_blocks);
    pixel_blocks = parts_of(all, pixels);
    blocks = parts_of(vectors.blocks, smaller(vectors.blocks, parts_of(kWanted, pixel_blocks)));
    groups = parts_of(vectors.blocks, blocks);
  }
};

}  // namespace
}  // namespace resnext
