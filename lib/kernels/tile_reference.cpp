// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_driver.h"

namespace resnext {
namespace {

/// Emulates the tile registers in plain C++.
class ReferenceTiles {
 public:
  template <int kTile>
  static void zero() {
    std::memset(tiles_[kTile], 0, kTileBytes);
  }
  template <int kTile>
  static void load(const void* from) {
    std::memcpy(tiles_[kTile], from, kTileBytes);
  }
  template <int kTile>
  static void store(void* to) {
    std::memcpy(to, tiles_[kTile], kTileBytes);
  }

  /// Computes sum[m][n] += left[m][2k] * right[k][2n] + left[m][2k + 1] * right[k][2n + 1]
  template <int kSum, int kLeft, int kRight>
  static void multiply() {
    for (int m = 0; m < kTileRows; ++m) {
      Floats sum = reinterpret_cast<Floats>(row(kSum, m));
      for (int k = 0; k < kTileRows; ++k) {
        const Bits left = Bits{} + tiles_[kLeft][m * kTileRows + k];
        const Bits right = row(kRight, k);
        sum += reinterpret_cast<Floats>(left << 16) * reinterpret_cast<Floats>(right << 16);
        sum += reinterpret_cast<Floats>(left & kUpper) * reinterpret_cast<Floats>(right & kUpper);
      }
      resnext::store(tiles_[kSum] + std::ptrdiff_t{m} * kTileRows, sum);
    }
  }

 private:
  static constexpr std::uint32_t kUpper = 0xFFFF0000U;

  static Bits row(int tile, int index) {
    Bits bits;
    std::memcpy(&bits, tiles_[tile] + std::ptrdiff_t{index} * kTileRows, sizeof bits);
    return bits;
  }

  static thread_local std::uint32_t tiles_[8][kTileRows * kTileRows];
};

thread_local std::uint32_t ReferenceTiles::tiles_[8][kTileRows * kTileRows];

}  // namespace

const TileKernel& reference_tile_kernel() {
  static const TileKernel kernel = {"reference tiles", &TileDriver<ReferenceTiles>::scratch_bytes,
                                    &TileDriver<ReferenceTiles>::run};
  return kernel;
}

}  // namespace resnext
