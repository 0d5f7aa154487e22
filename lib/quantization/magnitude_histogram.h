// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

// Counts magnitudes of values, to find the range that integers should stand for.
namespace resnext {

/// A histogram of magnitudes whose range grows with the values. Zeros, which rounding doesn't
/// change, are not counted.
class MagnitudeHistogram {
 public:
  static constexpr int kBins = 2048;

  /// Adds values. Throws std::range_error for NaN and infinity.
  void add(std::span<const float> values);

  float largest() const { return largest_; }
  double width() const { return width_; }  ///< of a bin
  const std::vector<std::uint64_t>& counts() const { return counts_; }

 private:
  void grow_to(float largest);

  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(kBins);
  double width_ = 0;
  float largest_ = 0;
};

/// Returns the magnitude beyond which values should be clipped, so that `levels` equal steps up to
/// it make the least squared error: width^2 / 12 of a step for each value below (the variance of
/// uniform rounding) and the squared distance for each beyond. 1 if there are no values but 0.
double best_range(const MagnitudeHistogram& histogram, int levels);

}  // namespace resnext
