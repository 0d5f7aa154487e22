// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/classifier_weights.h"

// Centres and scales features before training, so that the usual learning rates fit whatever the
// network and its width. Private to lib/training.
namespace resnext {

/// x -> (x - mean) / deviation, for each feature.
struct FeatureScaling {
  std::vector<double> mean;
  std::vector<double> deviation;

  /// Scales rows in place.
  void apply(std::span<float> rows) const;

  /// Returns the layer that gives for unscaled features what `scaled` gives for scaled ones.
  ClassifierWeights undo(const ClassifierWeights& scaled) const;
};

/// Returns the scaling for `count` rows of features. No deviation counts as less than a tenth of
/// the usual one, so that features that hardly vary are not blown up. All are then scaled together,
/// so that a row's squares sum to 100 on average.
FeatureScaling scaling_of(std::span<const float> features, std::size_t count);

}  // namespace resnext
