// SPDX-License-Identifier: Apache-2.0
#include "kernels/channel_kernels.h"

#include <cmath>

#include "kernels/channel_kernels_impl.h"

namespace resnext {
namespace {

constexpr ChannelKernels kAnyCpu = {"any", &gate, &blur, &mean, &linear, &norm};

}  // namespace

#ifdef RESNEXT_X86_KERNELS
extern const ChannelKernels kChannelKernelsAvx2;
extern const ChannelKernels kChannelKernelsAvx512;

const ChannelKernels& channel_kernels(int lanes) {
  if (lanes == 16 && __builtin_cpu_supports("avx512f")) {
    return kChannelKernelsAvx512;
  }
  if (lanes >= 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return kChannelKernelsAvx2;
  }
  return kAnyCpu;
}
#elif defined(RESNEXT_NEON_KERNELS)
extern const ChannelKernels kChannelKernelsNeon;

const ChannelKernels& channel_kernels(int lanes) {
  return lanes == 4 ? kChannelKernelsNeon : kAnyCpu;
}
#else
const ChannelKernels& channel_kernels(int) { return kAnyCpu; }
#endif

void logistic_scales(const ChannelBlocks& shape, std::span<const float> gates,
                     std::span<float> scales) {
  const auto channels = static_cast<std::size_t>(shape.channels);
  const auto filled =
      static_cast<std::size_t>(shape.blocks()) * static_cast<std::size_t>(shape.inner);
  for (std::size_t image = 0; image < static_cast<std::size_t>(shape.batch); ++image) {
    for (std::size_t channel = 0; channel < filled; ++channel) {
      scales[image * filled + channel] =
          channel < channels ? 1 / (1 + std::exp(-gates[image * channels + channel])) : 0;
    }
  }
}

void convolve_channels(int batch, int channels, std::span<const float> source,
                       std::span<const float> weights, std::span<float> destination) {
  const auto taps = static_cast<int>(weights.size());
  for (int image = 0; image < batch; ++image) {
    const std::ptrdiff_t row = std::ptrdiff_t{image} * channels;
    for (int channel = 0; channel < channels; ++channel) {
      float sum = 0;
      for (int tap = 0; tap < taps; ++tap) {
        const int from = channel + tap - taps / 2;
        if (from >= 0 && from < channels) {
          sum +=
              weights[static_cast<std::size_t>(tap)] * source[static_cast<std::size_t>(row + from)];
        }
      }
      destination[static_cast<std::size_t>(row + channel)] = sum;
    }
  }
}

}  // namespace resnext
