// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_driver.h"

namespace resnext {
namespace {

/// AMX's tile registers, of 16 rows of 64 bytes each, in use while the object lives. In assembly,
/// since the compiler's intrinsics take register numbers only as literals.
class AmxTiles {
 public:
  AmxTiles() {
    Configuration configuration;
    for (int i = 0; i < 8; ++i) {
      configuration.row_bytes[i] = kRowBytes;
      configuration.rows[i] = kTileRows;
    }
    __asm__ volatile("ldtilecfg %0" : : "m"(configuration));
  }
  ~AmxTiles() { __asm__ volatile("tilerelease"); }
  AmxTiles(const AmxTiles&) = delete;
  AmxTiles& operator=(const AmxTiles&) = delete;

  template <int kTile>
  static void zero() {
    __asm__ volatile("tilezero %%tmm%c0" : : "i"(kTile));
  }
  template <int kTile>
  static void load(const void* from) {
    __asm__ volatile("tileloadd (%0,%1,1), %%tmm%c2"
                     :
                     : "r"(from), "r"(kRowBytes), "i"(kTile)
                     : "memory");
  }
  template <int kTile>
  static void store(void* to) {
    __asm__ volatile("tilestored %%tmm%c2, (%0,%1,1)"
                     :
                     : "r"(to), "r"(kRowBytes), "i"(kTile)
                     : "memory");
  }
  template <int kSum, int kLeft, int kRight>
  static void multiply() {
    __asm__ volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0"
                     :
                     : "i"(kSum), "i"(kLeft), "i"(kRight));
  }

 private:
  /// The operand of LDTILECFG (Intel's Software Developer's Manual).
  struct alignas(64) Configuration {
    unsigned char palette = 1;
    unsigned char start_row = 0;
    unsigned char reserved[14] = {};
    unsigned short row_bytes[16] = {};
    unsigned char rows[16] = {};
  };
};

}  // namespace

extern const TileKernel kAmxKernel;
const TileKernel kAmxKernel = {"amx", &TileDriver<AmxTiles>::scratch_bytes,
                               &TileDriver<AmxTiles>::run};

}  // namespace resnext
