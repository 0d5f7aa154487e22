// SPDX-License-Identifier: Apache-2.0
#include "training/scaled_features.h"

#include <algorithm>
#include <utility>

namespace resnext {

ScaledFeatures::ScaledFeatures(std::vector<float> training, std::size_t training_rows,
                               std::vector<float> validation)
    : training_(std::move(training)),
      validation_(std::move(validation)),
      scaling_(scaling_of(training_, training_rows)) {
  scaling_.apply(training_);
  scaling_.apply(validation_);
}

std::span<const float> ScaledFeatures::gather(std::span<const std::size_t> rows) {
  gathered_.resize(rows.size() * size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(training_.data() + rows[i] * size(), size(), gathered_.data() + i * size());
  }
  return gathered_;
}

}  // namespace resnext
