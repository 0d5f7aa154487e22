// SPDX-License-Identifier: Apache-2.0
#include "kernels/ordered_convolution.h"

#include <algorithm>

#include "base/thread_team.h"

namespace resnext {

extern const OrderedKernel kOrderedReference;

#ifdef RESNEXT_X86_KERNELS
extern const OrderedKernel kOrderedAvx2;
extern const OrderedKernel kOrderedAvx512;

const OrderedKernel* ordered_kernel(int lanes) {
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  switch (lanes) {
    case 0:
      return &kOrderedReference;
    case 8:
      return has_avx2 ? &kOrderedAvx2 : nullptr;
    case 16:
      return has_avx2 && __builtin_cpu_supports("avx512f") ? &kOrderedAvx512 : nullptr;
    default:
      return nullptr;
  }
}
#elif defined(RESNEXT_NEON_KERNELS)
extern const OrderedKernel kOrderedNeon;

const OrderedKernel* ordered_kernel(int lanes) {
  return lanes == 0 ? &kOrderedReference : lanes == 4 ? &kOrderedNeon : nullptr;
}
#else
const OrderedKernel* ordered_kernel(int lanes) { return lanes == 0 ? &kOrderedReference : nullptr; }
#endif

std::size_t ordered_weights_size(const OrderedConvolution& shape) {
  const int blocks = (shape.out_channels + kOrderedBlock - 1) / kOrderedBlock;
  return static_cast<std::size_t>(shape.groups) * static_cast<std::size_t>(blocks) *
         static_cast<std::size_t>(shape.kernel * shape.kernel) *
         static_cast<std::size_t>(shape.in_channels) * kOrderedBlock;
}

void pack_ordered_weights(const OrderedConvolution& shape, std::span<const float> weights,
                          std::span<float> packed) {
  const std::ptrdiff_t taps = std::ptrdiff_t{shape.kernel} * shape.kernel;
  const std::ptrdiff_t filter = taps * shape.in_channels;
  const int blocks = (shape.out_channels + kOrderedBlock - 1) / kOrderedBlock;
  run_ranges(std::int64_t{shape.groups} * blocks, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t block = first; block < last; ++block) {
      const std::ptrdiff_t group = block / blocks;
      const std::ptrdiff_t out = block % blocks * kOrderedBlock;
      float* const to = packed.data() + block * filter * kOrderedBlock;
      for (std::ptrdiff_t lane = 0; lane < kOrderedBlock; ++lane) {
        const bool is_filled = out + lane < shape.out_channels;
        const float* const from =
            weights.data() + (group * shape.out_channels + out + lane) * filter;
        for (std::ptrdiff_t in = 0; in < shape.in_channels; ++in) {
          for (std::ptrdiff_t tap = 0; tap < taps; ++tap) {
            to[(tap * shape.in_channels + in) * kOrderedBlock + lane] =
                is_filled ? from[in * taps + tap] : 0;
          }
        }
      }
    }
  });
}

}  // namespace resnext
