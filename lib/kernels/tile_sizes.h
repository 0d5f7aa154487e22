// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "kernels/tile_convolution.h"

// Cuts a convolution into tiles. Private to lib/kernels; in an anonymous namespace, since it is
// compiled for several instruction sets (winograd_lanes.h).
namespace resnext {
namespace {

constexpr int kTileRows = 16;     ///< output positions (or output channels) of a tile
constexpr int kStepDepth = 32;    ///< input channels of a tile, two in each 32-bit element
constexpr int kUnit = 32;         ///< output channels of two tiles
constexpr int kUnitsInBlock = 2;  ///< units that are computed together
constexpr int kStepsHeld = 2;     ///< steps whose split weights are held at once, in the L1 cache
constexpr int kParts = 3;         ///< bfloat16 numbers that make up an f32
constexpr std::ptrdiff_t kTileBytes = 1024;
constexpr std::ptrdiff_t kRowBytes = 64;
constexpr std::ptrdiff_t kUnitFloats = std::ptrdiff_t{kUnit} * kStepDepth;

constexpr int smaller(int a, int b) { return a < b ? a : b; }
constexpr int larger(int a, int b) { return a > b ? a : b; }
constexpr int parts_of(int value, int part) { return (value + part - 1) / part; }

/// Returns how many groups are computed as one, with zeros between their channels: a narrow group
/// can't fill a tile.
constexpr int merged_groups(const TileConvolution& shape) {
  const int channels = shape.in_channels;
  const bool narrow = shape.groups > 1 && channels == shape.out_channels && channels < kStepDepth &&
                      kStepDepth % channels == 0;
  return narrow && shape.groups % (kStepDepth / channels) == 0 ? kStepDepth / channels : 1;
}

/// The parts of a convolution. "Steps" are (tap, 32 input channels) pairs: the depth of the
/// product.
struct TileSizes {
  explicit constexpr TileSizes(const TileConvolution& shape)
      : merged(merged_groups(shape)),
        groups(shape.groups / merged),
        in_channels(shape.in_channels * merged),
        out_channels(shape.out_channels * merged),
        taps(shape.kernel * shape.kernel),
        depth(parts_of(in_channels, kStepDepth)),
        steps(taps * depth),
        units(parts_of(out_channels, kUnit)),
        blocks(parts_of(units, kUnitsInBlock)),
        group_floats(std::ptrdiff_t{units} * steps * kUnitFloats) {}

  int merged;
  int groups;        ///< after merging
  int in_channels;   ///< of a merged group
  int out_channels;  ///< of a merged group
  int taps;
  int depth;  ///< steps of one tap
  int steps;
  int units;  ///< of 32 output channels; the last one may be half empty
  int blocks;
  std::ptrdiff_t group_floats;  ///< packed weights of a merged group
};

}  // namespace
}  // namespace resnext
