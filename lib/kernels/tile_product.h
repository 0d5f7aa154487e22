// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/tile_sizes.h"

// Splits f32 numbers into sums of bfloat16 ones and multiplies tiles of them. Private to
// lib/kernels; in an anonymous namespace (tile_sizes.h).
namespace resnext {
namespace {

typedef float Floats __attribute__((vector_size(kTileRows * sizeof(float))));
typedef std::uint32_t Bits __attribute__((vector_size(kTileRows * sizeof(float))));
constexpr std::ptrdiff_t kLanes = kTileRows;
constexpr std::ptrdiff_t kTileFloats = kTileBytes / 4;

inline Floats load(const float* from) {
  Floats value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class Vector>
void store(void* to, Vector value) {
  std::memcpy(to, &value, sizeof value);
}

/// Writes the three parts of 2 x 16 numbers, `part_step` bytes apart, with `high` in the odd
/// places. A part is the upper half of the remainder's f32, so that the next remainder is exact.
inline void split(Floats low, Floats high, std::byte* to, std::ptrdiff_t part_step) {
  for (int part = 0; part < kParts; ++part) {
    const Bits low_upper = reinterpret_cast<Bits>(low) & 0xFFFF0000U;
    const Bits high_upper = reinterpret_cast<Bits>(high) & 0xFFFF0000U;
    store(to + part * part_step, low_upper >> 16 | high_upper);
    low -= reinterpret_cast<Floats>(low_upper);
    high -= reinterpret_cast<Floats>(high_upper);
  }
}

/// Packed weights of some steps and units.
struct PackedSteps {
  const float* from = nullptr;
  int steps = 0;
  int units = 0;
  int rows() const { return steps * units * 2 * kTileRows; }
};

/// Splits weights into [step][unit][half][part][16 rows][32], a few rows at a time.
class Splitter {
 public:
  static constexpr int kQuad = 4;  ///< rows at a time

  Splitter(const PackedSteps& weights, std::byte* to)
      : from_(weights.from), to_(to), left_(weights.rows() / kQuad) {}

  /// Advances by one step; does nothing at the end.
  void advance() {
    if (left_ == 0) {
      return;
    }
    for (int row = 0; row < kQuad; ++row) {
      __builtin_prefetch(from_ + kAhead, 0, 2);
      __builtin_prefetch(from_ + kAhead + kLanes, 0, 2);
      split(load(from_), load(from_ + kLanes), to_, kTileBytes);
      from_ += 2 * kLanes;
      to_ += kRowBytes;
    }
    --left_;
    if (left_ % (kTileRows / kQuad) == 0) {
      to_ += (kParts - 1) * kTileBytes;
    }
  }

  void finish() {
    while (left_ > 0) {
      advance();
    }
  }

 private:
  static constexpr std::ptrdiff_t kAhead = std::ptrdiff_t{kStepsHeld} * kUnitsInBlock * kUnitFloats;

  const float* from_;
  std::byte* to_;
  int left_;  ///< quads
};

/// Multiplies a few tiles of positions by output channels, over some steps. Splits the next weights
/// between the products, which have a long latency. Sums are in registers 0 to 3.
template <class Tiles>
struct Product {
  static constexpr std::ptrdiff_t kUnitBytes = std::ptrdiff_t{2} * kParts * kTileBytes;

  std::ptrdiff_t offsets[kStepsHeld];
  int steps;
  bool fresh;                  ///< the sums start at zero
  std::ptrdiff_t part_step;    ///< from part to part of the inputs
  std::ptrdiff_t filter_step;  ///< from step to step of the weights
  int quads;                   ///< rows to split in each step, in fours
  Splitter splitter;

  /// Multiplies two tiles of positions, in registers 4 and 5, by one unit of output channels, in 6
  /// and 7.
  void run_pair(const std::byte* upper, const std::byte* lower, const std::byte* filters, float* to,
                float* below) {
    begin<4>(to, below);
    for (int step = 0; step < steps; ++step) {
      const std::byte* a = upper + offsets[step];
      const std::byte* b = lower + offsets[step];
      const std::byte* w = filters + step * filter_step;
      load_pair(a, b, 2);
      load_weights(w, 0);
      multiply_pair(1);
      load_pair(a, b, 1);
      multiply_pair(2);
      load_weights(w, 1);
      multiply_pair(3);
      load_pair(a, b, 0);
      multiply_pair(4);
      load_weights(w, 2);
      multiply_pair(5);
      load_weights(w, 0);
      multiply_pair(6);
      split_rest();
    }
    end<4>(to, below);
  }

  /// Multiplies the last tile of positions, in register 4, by one or two units of output channels,
  /// in 5 to 7.
  template <int kUnits>
  void run_last(const std::byte* inputs, const std::byte* filters, float* to) {
    float* unit = to + 2 * kTileFloats;
    begin<2 * kUnits>(to, unit);
    for (int step = 0; step < steps; ++step) {
      const std::byte* a = inputs + offsets[step];
      const std::byte* w = filters + step * filter_step;
      Tiles::template load<4>(a + 2 * part_step);
      multiply_last<kUnits>(w, 0, 1);
      Tiles::template load<4>(a + part_step);
      multiply_last<kUnits>(w, 0, 2);
      multiply_last<kUnits>(w, 1, 3);
      Tiles::template load<4>(a);
      multiply_last<kUnits>(w, 1, 4);
      multiply_last<kUnits>(w, 2, 5);
      multiply_last<kUnits>(w, 0, 6);
      split_rest();
    }
    end<2 * kUnits>(to, unit);
  }

 private:
  template <int kSums>
  void begin(const float* first, const float* second) const {
    if (fresh) {
      Tiles::template zero<0>();
      Tiles::template zero<1>();
      Tiles::template zero<2>();
      Tiles::template zero<3>();
      return;
    }
    Tiles::template load<0>(first);
    Tiles::template load<1>(first + kTileFloats);
    if (kSums == 4) {
      Tiles::template load<2>(second);
      Tiles::template load<3>(second + kTileFloats);
    }
  }

  template <int kSums>
  static void end(float* first, float* second) {
    Tiles::template store<0>(first);
    Tiles::template store<1>(first + kTileFloats);
    if (kSums == 4) {
      Tiles::template store<2>(second);
      Tiles::template store<3>(second + kTileFloats);
    }
  }

  void load_pair(const std::byte* upper, const std::byte* lower, int part) const {
    Tiles::template load<4>(upper + part * part_step);
    Tiles::template load<5>(lower + part * part_step);
  }

  static void load_weights(const std::byte* filters, int part) {
    Tiles::template load<6>(filters + part * kTileBytes);
    Tiles::template load<7>(filters + (kParts + part) * kTileBytes);
  }

  /// Computes number `turn` of a step's six products of parts.
  void multiply_pair(int turn) {
    Tiles::template multiply<0, 4, 6>();
    Tiles::template multiply<1, 4, 7>();
    Tiles::template multiply<2, 5, 6>();
    Tiles::template multiply<3, 5, 7>();
    split_in(turn);
  }

  template <int kUnits>
  void multiply_last(const std::byte* filters, int part, int turn) {
    const std::byte* from = filters + part * kTileBytes;
    Tiles::template load<5>(from);
    Tiles::template load<6>(from + kParts * kTileBytes);
    Tiles::template multiply<0, 4, 5>();
    Tiles::template multiply<1, 4, 6>();
    if (kUnits == 2) {
      Tiles::template load<7>(from + kUnitBytes);
      Tiles::template load<5>(from + kUnitBytes + kParts * kTileBytes);
      Tiles::template multiply<2, 4, 7>();
      Tiles::template multiply<3, 4, 5>();
    }
    split_in(turn);
  }

  void split_in(int turn) {
    if (turn <= quads) {
      splitter.advance();
    }
  }
  void split_rest() {
    for (int quad = kTurns; quad < quads; ++quad) {
      splitter.advance();
    }
  }
  static constexpr int kTurns = 6;
};

}  // namespace
}  // namespace resnext
