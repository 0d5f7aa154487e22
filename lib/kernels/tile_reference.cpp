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
      for (int k = 0; k < kTileRows; ++k) {
        for (int n = 0; n < kTileRows; ++n) {
          const std::uint32_t left = tiles_[kLeft][m * kTileRows + k];
          const std::uint32_t right = tiles_[kRight][k * kTileRows + n];
          float sum = as_float(tiles_[kSum][m * kTileRows + n]);
          sum += as_float(left << 16) * as_float(right << 16);
          sum += as_float(left & kUpper) * as_float(right & kUpper);
          std::memcpy(&tiles_[kSum][m * kTileRows + n], &sum, sizeof sum);
        }
      }
    }
  }

 private:
  static constexpr std::uint32_t kUpper = 0xFFFF0000U;
  static float as_float(std::uint32_t bits) {
    float value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
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
