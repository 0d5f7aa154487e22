// SPDX-License-Identifier: Apache-2.0
#include "quantization/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/error.h"
#include "models/quantization.h"

namespace resnext {
namespace {

constexpr int kLevels = 255;        // of u8
constexpr int kSignedLevels = 127;  // of s8, to each side

/// Calls visit(pixel) with the values of some pixels, evenly spread: about 65,536 values in all.
template <typename Visit>
void for_some_pixels(const Observation& output, const Visit& visit) {
  constexpr std::size_t kMostValues = 65536;
  const auto channels = static_cast<std::size_t>(output.channels);
  const std::size_t step = std::max<std::size_t>(1, output.values.size() / kMostValues) * channels;
  for (std::size_t first = 0; first < output.values.size(); first += step) {
    visit(output.values.subspan(first, channels));
  }
}

}  // namespace

RangeMeter::RangeMeter(const Network& network) : network_(network), outputs_(network.nodes.size()) {
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    outputs_[i].is_signed = !is_nonnegative(network, static_cast<int>(i));
  }
}

void RangeMeter::add(const Observation& output) {
  const auto index = static_cast<std::size_t>(output.node);
  if (!network_.nodes[index].has_scale) {
    return;
  }
  try {
    for_some_pixels(output,
                    [&](std::span<const float> pixel) { outputs_[index].magnitudes.add(pixel); });
  } catch (const std::range_error&) {
    throw WeightsError(
        fmt::format("layer {} computes values that are not finite; the weights are damaged, get "
                    "them again",
                    network_.nodes[index].name));
  }
}

std::vector<float> RangeMeter::scales() const {
  std::vector<float> scales(outputs_.size());
  for (std::size_t i = 0; i < scales.size(); ++i) {
    const int levels = outputs_[i].is_signed ? kSignedLevels : kLevels;
    if (network_.nodes[i].has_scale) {
      scales[i] = static_cast<float>(best_range(outputs_[i].magnitudes, levels) / levels);
    }
  }
  return scales;
}

MeanMeter::MeanMeter(const Network& network, std::vector<float> scales)
    : network_(network),
      scales_(std::move(scales)),
      sums_(network.nodes.size()),
      pixels_(network.nodes.size()) {}

void MeanMeter::add(const Observation& output) {
  const auto index = static_cast<std::size_t>(output.node);
  if (!network_.nodes[index].has_scale) {
    return;
  }
  const auto channels = static_cast<std::size_t>(output.channels);
  const float scale = scales_[index];
  const bool is_signed = !is_nonnegative(network_, output.node);
  const float lowest = is_signed ? -128 : 0;
  const float highest = is_signed ? 127 : 255;
  std::vector<float> exact(channels);
  std::vector<float> rounded(channels);
  for_some_pixels(output, [&](std::span<const float> pixel) {
    constexpr float kAligning = 12582912;  // 1.5 * 2^23: its sum with a number has no fraction
    for (std::size_t c = 0; c < channels; ++c) {
      const float clamped = std::min(std::max(pixel[c] / scale, lowest), highest);
      exact[c] += pixel[c];
      rounded[c] += scale * ((clamped + kAligning) - kAligning);
    }
    pixels_[index] += 1;
  });
  sums_[index].exact.resize(channels);
  sums_[index].rounded.resize(channels);
  for (std::size_t c = 0; c < channels; ++c) {
    sums_[index].exact[c] += exact[c];
    sums_[index].rounded[c] += rounded[c];
  }
}

std::vector<ChannelMeans> MeanMeter::means() const {
  std::vector<ChannelMeans> means = sums_;
  for (std::size_t i = 0; i < means.size(); ++i) {
    for (std::vector<double>* values : {&means[i].exact, &means[i].rounded}) {
      for (double& value : *values) {
        value /= pixels_[i];
      }
    }
  }
  return means;
}

}  // namespace resnext
