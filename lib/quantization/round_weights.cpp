// SPDX-License-Identifier: Apache-2.0
#include "quantization/round_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/thread_team.h"

namespace resnext {
namespace {

constexpr float kLargest = 127;
constexpr float kAligning = 12582912;  // 1.5 * 2^23: its sum with a number has no fraction

/// Returns the nearest integer from -127 to 127, half to even.
float nearest(float value) {
  return std::min(std::max((value + kAligning) - kAligning, -kLargest), kLargest);
}

/// Returns the squared error of rounding a channel to multiples of `scale`.
double squared_error(std::span<const float> channel, float scale) {
  const float factor = 1 / scale;
  float error = 0;
  for (const float value : channel) {
    const float difference = value - scale * nearest(value * factor);
    error += difference * difference;
  }
  return error;
}

/// Returns the scale with the least error.
float best_scale(std::span<const float> channel) {
  float largest = 0;
  for (const float value : channel) {
    largest = std::max(largest, std::abs(value));
  }
  if (largest < std::numeric_limits<float>::min() * kLargest) {
    return 1;
  }
  constexpr int kSteps = 25;
  float best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int step = 0; step <= kSteps; ++step) {
    const float part = 1 - 0.5F * static_cast<float>(step) / kSteps;
    const float scale = largest * part / kLargest;
    const double error = squared_error(channel, scale);
    if (error < least) {
      least = error;
      best = scale;
    }
  }
  return best;
}

}  // namespace

std::vector<float> folded_values(const FoldedWeights& weights) {
  const std::int64_t channels = weights.weight.shape[0];
  const std::int64_t row = weights.weight.size() / channels;
  std::vector<float> values(static_cast<std::size_t>(weights.weight.size()));
  run_ranges(channels, [&](std::int64_t first, std::int64_t last) {
    TensorView view = weights.weight;
    view.shape[0] = last - first;
    view.data += first * view.stride[0] * static_cast<std::int64_t>(size_of(view.dtype));
    const std::span<float> part(values.data() + first * row,
                                static_cast<std::size_t>((last - first) * row));
    copy_to_f32(view, part);
    for (std::size_t i = 0; i < part.size() && !weights.scale.empty(); ++i) {
      part[i] *= weights.scale[static_cast<std::size_t>(first) + i / static_cast<std::size_t>(row)];
    }
  });
  return values;
}

RoundedWeights round_weights(const FoldedWeights& weights) {
  const std::vector<float> values = folded_values(weights);
  const auto channels = static_cast<std::size_t>(weights.weight.shape[0]);
  const std::size_t row = values.size() / channels;
  RoundedWeights rounded;
  rounded.integers.resize(values.size());
  rounded.scale.resize(channels);
  std::vector<double> errors(channels);
  std::vector<double> squares(channels);
  run_ranges(static_cast<std::int64_t>(channels), [&](std::int64_t first, std::int64_t last) {
    for (auto o = static_cast<std::size_t>(first); o < static_cast<std::size_t>(last); ++o) {
      const std::span<const float> channel(values.data() + o * row, row);
      const float scale = best_scale(channel);
      rounded.scale[o] = scale;
      errors[o] = squared_error(channel, scale);
      for (std::size_t i = 0; i < row; ++i) {
        rounded.integers[o * row + i] = static_cast<std::int8_t>(nearest(channel[i] / scale));
        squares[o] += double{channel[i]} * channel[i];
      }
    }
  });
  double error = 0;
  double square = 0;
  for (std::size_t o = 0; o < channels; ++o) {
    error += errors[o];
    square += squares[o];
  }
  rounded.error = square > 0 ? std::sqrt(error / square) : 0;
  return rounded;
}

}  // namespace resnext
