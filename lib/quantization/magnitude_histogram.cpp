// SPDX-License-Identifier: Apache-2.0
#include "quantization/magnitude_histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace resnext {

void MagnitudeHistogram::add(std::span<const float> values) {
  float largest = 0;
  float sum = 0;  // NaN as soon as one is among them, which max() would hide
  for (const float value : values) {
    largest = std::max(largest, std::abs(value));
    sum += value * 0;
  }
  if (sum != 0) {  // infinity * 0 is NaN, too
    throw std::range_error("a value is not finite");
  }
  if (largest > largest_) {
    grow_to(largest);
  }
  const auto factor = static_cast<float>(1 / width_);
  for (const float value : values) {
    if (value != 0) {
      const auto bin = static_cast<int>(std::abs(value) * factor);
      ++counts_[static_cast<std::size_t>(std::min(bin, kBins - 1))];
    }
  }
}

void MagnitudeHistogram::grow_to(float largest) {
  largest_ = largest;
  if (width_ == 0) {
    width_ = std::max(double{largest} / kBins, double{std::numeric_limits<float>::min()});
  }
  while (width_ * kBins < largest) {
    for (std::size_t bin = 0; bin < kBins / 2; ++bin) {
      counts_[bin] = counts_[2 * bin] + counts_[2 * bin + 1];
    }
    std::fill(counts_.begin() + kBins / 2, counts_.end(), 0);
    width_ *= 2;
  }
}

double best_range(const MagnitudeHistogram& histogram, int levels) {
  constexpr int kBins = MagnitudeHistogram::kBins;
  double inside = 0;  // values
  for (const std::uint64_t count : histogram.counts()) {
    inside += static_cast<double>(count);
  }
  if (inside == 0) {
    return 1;
  }
  // From the largest range down, values move from inside to beyond it.
  double beyond = 0;
  double sum = 0;
  double squares = 0;
  double best = histogram.width() * kBins;
  double least = std::numeric_limits<double>::infinity();
  for (int bins = kBins; bins > 0; --bins) {
    const double range = histogram.width() * bins;
    const double step = range / levels;
    const double clipped = squares - 2 * range * sum + range * range * beyond;
    const double error = inside * step * step / 12 + clipped;
    if (error < least) {
      least = error;
      best = range;
    }
    const auto count = static_cast<double>(histogram.counts()[static_cast<std::size_t>(bins - 1)]);
    const double middle = histogram.width() * (bins - 0.5);
    inside -= count;
    beyond += count;
    sum += count * middle;
    squares += count * middle * middle;
  }
  return std::min(best, double{histogram.largest()});
}

}  // namespace resnext
