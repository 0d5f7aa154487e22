// SPDX-License-Identifier: Apache-2.0
#include "models/fold_batch_norm.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"

namespace resnext {
namespace {

constexpr double kBatchNormEpsilon = 1e-5;

std::vector<float> values_of(const TensorView& view) {
  std::vector<float> values(static_cast<std::size_t>(view.size()));
  copy_to_f32(view, values);
  return values;
}

FoldedWeights fold(const NodeWeights& weights, const std::string& batch_norm_name) {
  const BatchNorm& norm = *weights.batch_norm;
  const std::vector<float> gamma = values_of(norm.weight);
  const std::vector<float> beta = values_of(norm.bias);
  const std::vector<float> mean = values_of(norm.running_mean);
  const std::vector<float> variance = values_of(norm.running_var);
  FoldedWeights folded{weights.weight, {}, {}};
  for (std::size_t channel = 0; channel < gamma.size(); ++channel) {
    if (!(variance[channel] >= 0) || !std::isfinite(variance[channel])) {
      throw WeightsError(
          fmt::format("{}.running_var: a variance must be finite and not negative, found {:f} at "
                      "channel {}; the checkpoint is damaged",
                      batch_norm_name, variance[channel], channel));
    }
    const double scale = gamma[channel] / std::sqrt(variance[channel] + kBatchNormEpsilon);
    const double bias = beta[channel] - mean[channel] * scale;
    if (!std::isfinite(scale) || !std::isfinite(bias)) {
      throw WeightsError(
          fmt::format("{}: weight, bias and running_mean must be finite, found {:f}, {:f}, {:f} at "
                      "channel {}; the checkpoint is damaged",
                      batch_norm_name, gamma[channel], beta[channel], mean[channel], channel));
    }
    folded.scale.push_back(static_cast<float>(scale));
    folded.bias.push_back(static_cast<float>(bias));
  }
  return folded;
}

}  // namespace

FoldedNetwork fold_batch_norm(const BoundNetwork& bound) {
  FoldedNetwork folded{bound.network, {}};
  for (std::size_t i = 0; i < bound.weights.size(); ++i) {
    const NodeWeights& weights = bound.weights[i];
    if (weights.batch_norm) {
      folded.weights.push_back(fold(weights, bound.network.nodes[i].batch_norm));
    } else if (weights.bias) {
      folded.weights.push_back({weights.weight, {}, values_of(*weights.bias)});
    } else {
      folded.weights.emplace_back();
    }
  }
  return folded;
}

}  // namespace resnext
