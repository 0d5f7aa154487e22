// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "training/feature_scaling.h"

// The features that a head learns from and is validated on. Private to lib/training.
namespace resnext {

/// Rows for training and for validation, both scaled by what the former need.
class ScaledFeatures {
 public:
  ScaledFeatures(std::vector<float> training, std::size_t training_rows,
                 std::vector<float> validation);

  std::size_t size() const { return scaling_.mean.size(); }  ///< floats a row

  /// Returns some training rows, valid until the next call.
  std::span<const float> gather(std::span<const std::size_t> rows);

  /// Calls judge(features, begin, count) for all validation rows, some at a time.
  template <typename Judge>
  void for_each_validation_part(const Judge& judge) const {
    const std::size_t rows = validation_.size() / size();
    for (std::size_t begin = 0; begin < rows; begin += kRowsAtOnce) {
      const std::size_t count = std::min(kRowsAtOnce, rows - begin);
      judge(std::span(validation_).subspan(begin * size(), count * size()), begin, count);
    }
  }

  /// Returns the layer for features that are not scaled.
  ClassifierWeights unscaled(const ClassifierWeights& weights) const {
    return scaling_.undo(weights);
  }

 private:
  static constexpr std::size_t kRowsAtOnce = 4096;

  std::vector<float> training_;
  std::vector<float> validation_;
  FeatureScaling scaling_;
  std::vector<float> gathered_;
};

}  // namespace resnext
