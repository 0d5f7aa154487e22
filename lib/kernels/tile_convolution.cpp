// SPDX-License-Identifier: Apache-2.0
#include "kernels/tile_convolution.h"

#include <algorithm>

#include "base/thread_team.h"
#include "kernels/tile_sizes.h"

#ifdef RESNEXT_X86_KERNELS
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace resnext {

#ifdef RESNEXT_X86_KERNELS
extern const TileKernel kAmxKernel;

namespace {

/// Linux gives a process the tiles' registers only if it asks (arch_prctl's ARCH_REQ_XCOMP_PERM).
bool may_use_tiles() {
  constexpr long kRequestPermission = 0x1023;
  constexpr long kTileData = 18;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

bool has_tiles() {
  // Compilers of 2022 don't know these by name: CPUID leaf 7, EDX bits 22 (AMX-BF16), 24
  // (AMX-TILE).
  unsigned eax = 7;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  __asm__("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
  constexpr unsigned kNeeded = 1U << 22 | 1U << 24;
  return __builtin_cpu_supports("avx512f") && (edx & kNeeded) == kNeeded;
}

}  // namespace

const TileKernel* amx_kernel() {
  static const bool usable = has_tiles() && may_use_tiles();
  return usable ? &kAmxKernel : nullptr;
}
#else
const TileKernel* amx_kernel() { return nullptr; }
#endif

bool fits_tiles(const TileConvolution& shape) {
  const bool known =
      (shape.kernel == 1 && shape.groups == 1) || (shape.kernel == 3 && shape.stride <= 2);
  const TileSizes sizes(shape);
  return known && sizes.in_channels % kTileRows == 0 && sizes.out_channels % kTileRows == 0;
}

std::size_t tile_weights_floats(const TileConvolution& shape) {
  const TileSizes sizes(shape);
  return static_cast<std::size_t>(sizes.groups * sizes.group_floats);
}

namespace {

/// One unit's weights of one step: [half][16 depths][two depths 16 apart][16 output channels]. Goes
/// along the input channels, as the weights lie in memory.
void pack_unit(const TileConvolution& shape, const TileSizes& sizes, const float* weights,
               int group, int unit, int step, float* to) {
  const int tap = step / sizes.depth;
  const int first = step % sizes.depth * kStepDepth;
  std::fill(to, to + kUnitFloats, 0.0F);
  for (int lane = 0; lane < kUnit; ++lane) {
    const int out = unit * kUnit + lane;
    if (out >= sizes.out_channels) {
      break;
    }
    // The input channels of this merged group that `out` reads.
    const int begin = out / shape.out_channels * shape.in_channels;
    const int last = std::min(begin + shape.in_channels, first + kStepDepth);
    const float* from =
        weights +
        ((std::ptrdiff_t{group} * sizes.out_channels + out) * shape.in_channels - begin) *
            sizes.taps +
        tap;
    float* column = to + lane / kTileRows * (kUnitFloats / 2) + lane % kTileRows;
    for (int in = std::max(begin, first); in < last; ++in) {
      const int depth = in - first;
      column[depth % kTileRows * 2 * kTileRows + depth / kTileRows * kTileRows] =
          from[std::ptrdiff_t{in} * sizes.taps];
    }
  }
}

}  // namespace

void pack_tile_weights(const TileConvolution& shape, std::span<const float> weights,
                       std::span<float> packed) {
  const TileSizes sizes(shape);
  const int all_blocks = sizes.groups * sizes.blocks;
  run_shares(all_blocks, [&](const ThreadTeam::Place& place) {
    const int index = place.share;
    const int group = index / sizes.blocks;
    const int first = index % sizes.blocks * kUnitsInBlock;
    const int last = first + kUnitsInBlock < sizes.units ? first + kUnitsInBlock : sizes.units;
    float* to = packed.data() + group * sizes.group_floats +
                std::ptrdiff_t{first} * sizes.steps * kUnitFloats;
    for (int step = 0; step < sizes.steps; ++step) {
      for (int unit = first; unit < last; ++unit) {
        pack_unit(shape, sizes, weights.data(), group, unit, step, to);
        to += kUnitFloats;
      }
    }
  });
}

}  // namespace resnext
