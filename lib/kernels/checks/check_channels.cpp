// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>

#include "kernels/checks/channel_errors.h"
#include "kernels/checks/check_numbers.h"

namespace resnext {
namespace {

using ShapeError = std::function<double(const ChannelBlocks& shape)>;

/// Checks a kernel on two images of 96 channels in blocks of 1, 8, 16 and 96 channels.
KernelCheck checked(const std::string& name, int pixels, double limit, const ShapeError& error) {
  constexpr int kChannels = 96;
  KernelCheck check = {.kernel = name, .reference = kDefinition, .limit = limit};
  for (const int inner : {1, 8, 16, kChannels}) {
    add_problem(check, error({2, kChannels, pixels, inner}));
  }
  return check;
}

KernelCheck check_linear(const ChannelKernels& kernels, const std::string& name) {
  KernelCheck check = {.kernel = name, .reference = kDefinition, .limit = 1e-5};
  for (const PooledLinear& layer : {PooledLinear{1, 64, 8, true}, PooledLinear{3, 19, 33, false}}) {
    add_problem(check, linear_error(kernels, layer));
  }
  return check;
}

void check_set(const ChannelKernels& kernels, std::vector<KernelCheck>& checks) {
  constexpr int kHeight = 7;
  constexpr int kWidth = 9;
  constexpr int kPixels = kHeight * kWidth;
  constexpr Finish kFinish = {.add = true, .relu = true};
  const auto name = [&kernels](const char* kernel) {
    return std::string(kernel) + ":" + kernels.name;
  };
  checks.push_back(checked(name("gate"), kPixels, 1e-6, [&](const ChannelBlocks& shape) {
    return gate_error(kernels, shape, kFinish);
  }));
  checks.push_back(checked(name("blur"), kPixels, 1e-6, [&](const ChannelBlocks& shape) {
    return blur_error(kernels, shape, kHeight, kWidth, 2);
  }));
  checks.push_back(checked(name("mean"), kPixels, 1e-6,
                           [&](const ChannelBlocks& shape) { return mean_error(kernels, shape); }));
  checks.push_back(checked(name("group_norm"), kPixels, 1e-5, [&](const ChannelBlocks& shape) {
    return norm_error(kernels, shape, 4, kFinish);
  }));
  checks.push_back(check_linear(kernels, name("linear")));
}

}  // namespace

void check_channel_kernels(std::vector<KernelCheck>& checks) {
  std::vector<const ChannelKernels*> known;
  for (const int lanes : {16, 8, 4, 0}) {
    const ChannelKernels* const kernels = &channel_kernels(lanes);
    if (std::ranges::find(known, kernels) == known.end()) {
      known.push_back(kernels);
      check_set(*kernels, checks);
    }
  }
}

}  // namespace resnext
