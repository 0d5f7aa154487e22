// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/channel_kernels.h"

// The arithmetic that ends the kernels of channel_kernels.h.
namespace resnext {
namespace {

inline float finished(float value, float earlier, Finish finish) {
  const float sum = finish.add ? value + earlier : value;
  return finish.relu && sum < 0 ? 0 : sum;
}

}  // namespace
}  // namespace resnext
