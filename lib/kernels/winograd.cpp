// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd.h"

#include <algorithm>

#include "base/thread_team.h"

namespace resnext {

#ifdef RESNEXT_X86_KERNELS
extern const WinogradKernel kWinogradAvx2;
extern const WinogradKernel kWinogradAvx512;

const WinogradKernel* winograd_kernel(int lanes) {
  if (lanes == 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return &kWinogradAvx2;
  }
  return lanes == 16 && __builtin_cpu_supports("avx512f") ? &kWinogradAvx512 : nullptr;
}
#elif defined(RESNEXT_NEON_KERNELS)
extern const WinogradKernel kWinogradNeon;

const WinogradKernel* winograd_kernel(int lanes) { return lanes == 4 ? &kWinogradNeon : nullptr; }
#else
const WinogradKernel* winograd_kernel(int) { return nullptr; }
#endif

void pack_winograd_weights(const GroupedConvolution& shape, int lanes,
                           std::span<const float> weights, std::span<float> packed) {
  constexpr std::ptrdiff_t kTaps = 9;
  const int channels = shape.channels;
  const int wide = kWinogradVectors * lanes;
  run_shares(shape.groups, [&](const ThreadTeam::Place& place) {
    const int group = place.share;
    const std::ptrdiff_t group_size = kTaps * channels * channels;
    const float* from = weights.data() + group * group_size;
    float* to = packed.data() + group * group_size;
    for (int out = 0; out < channels; out += wide) {
      for (int in = 0; in < channels; in += kWinogradDepth) {
        for (int vector = out; vector < std::min(out + wide, channels); vector += lanes) {
          for (int k = in; k < std::min(in + kWinogradDepth, channels); ++k) {
            for (std::ptrdiff_t tap = 0; tap < kTaps; ++tap) {
              for (int lane = 0; lane < lanes; ++lane) {
                *to++ = from[((vector + lane) * static_cast<std::ptrdiff_t>(channels) + k) * kTaps +
                             tap];
              }
            }
          }
        }
      }
    }
  });
}

}  // namespace resnext
