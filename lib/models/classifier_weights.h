// SPDX-License-Identifier: Apache-2.0
#pragma once

// A copy of the head's weights, for class activation maps and training.

#include <cstddef>
#include <span>
#include <vector>

#include "models/bind_weights.h"

namespace resnext {

/// The network's last layer, as f32: logits[c] = weight[c] . pooled + bias[c].
struct ClassifierWeights {
  std::size_t classes = 0;
  std::size_t features = 0;
  std::vector<float> weight;  ///< classes x features
  std::vector<float> bias;    ///< classes

  std::span<const float> row(std::size_t index) const {
    return std::span(weight).subspan(index * features, features);
  }
};

/// Copies them from the bound tensors; the checkpoint may be closed afterwards.
ClassifierWeights read_classifier(const BoundNetwork& bound);

}  // namespace resnext
