// SPDX-License-Identifier: Apache-2.0
#include "training/feature_scaling.h"

#include <algorithm>
#include <cmath>

namespace resnext {
namespace {

constexpr double kRowLength = 10;  // of a scaled row of features

}  // namespace

void FeatureScaling::apply(std::span<float> rows) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t feature = i % mean.size();
    rows[i] =
        static_cast<float>((static_cast<double>(rows[i]) - mean[feature]) / deviation[feature]);
  }
}

ClassifierWeights FeatureScaling::undo(const ClassifierWeights& scaled) const {
  ClassifierWeights plain = scaled;
  for (std::size_t c = 0; c < scaled.classes; ++c) {
    double bias = static_cast<double>(scaled.bias[c]);
    for (std::size_t i = 0; i < scaled.features; ++i) {
      const double weight = static_cast<double>(scaled.row(c)[i]) / deviation[i];
      plain.weight[c * scaled.features + i] = static_cast<float>(weight);
      bias -= weight * mean[i];
    }
    plain.bias[c] = static_cast<float>(bias);
  }
  return plain;
}

FeatureScaling scaling_of(std::span<const float> features, std::size_t count) {
  const std::size_t size = features.size() / count;
  FeatureScaling scaling{std::vector<double>(size), std::vector<double>(size)};
  for (std::size_t i = 0; i < features.size(); ++i) {
    scaling.mean[i % size] += static_cast<double>(features[i]) / static_cast<double>(count);
  }
  for (std::size_t i = 0; i < features.size(); ++i) {
    const double off = static_cast<double>(features[i]) - scaling.mean[i % size];
    scaling.deviation[i % size] += off * off / static_cast<double>(count);
  }
  double total = 0;
  for (double& value : scaling.deviation) {
    total += value;
    value = std::sqrt(value);
  }
  const double usual = std::sqrt(total / static_cast<double>(size));
  for (double& value : scaling.deviation) {
    value =
        std::max({value, usual / 10, 1e-12}) * std::sqrt(static_cast<double>(size)) / kRowLength;
  }
  return scaling;
}

}  // namespace resnext
