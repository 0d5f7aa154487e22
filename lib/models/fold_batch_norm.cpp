// SPDX-License-Identifier: Apache-2.0
#include "models/fold_batch_norm.h"

#include <fmt/format.h>

#include <algorithm>
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

void check_finite(const std::vector<float>& values, const std::string& name) {
  const auto bad = std::ranges::find_if_not(values, [](float x) { return std::isfinite(x); });
  if (bad != values.end()) {
    throw WeightsError(fmt::format("{} must be finite, found {:f} at {}; the checkpoint is damaged",
                                   name, *bad, bad - values.begin()));
  }
}

/// Returns the scales of 8-bit integers.
std::vector<float> scales_of(const TensorView& view, const std::string& name) {
  std::vector<float> scales = values_of(view);
  const auto bad =
      std::ranges::find_if_not(scales, [](float x) { return x > 0 && std::isfinite(x); });
  if (bad != scales.end()) {
    throw WeightsError(
        fmt::format("{} must be positive and finite, found {} at {}; the checkpoint is damaged",
                    name, *bad, bad - scales.begin()));
  }
  return scales;
}

/// Returns a node's weights where no batch norm follows. What is small is checked here; matrices
/// and filters are checked when they are packed.
FoldedWeights without_norm(const Node& node, const NodeWeights& weights) {
  FoldedWeights folded{weights.weight, {}, {}};
  if (weights.weight_scale) {
    folded.scale = scales_of(*weights.weight_scale, node.name + ".weight_scale");
  }
  if (node.kind == NodeKind::kGroupNorm || node.kind == NodeKind::kChannelConvolution) {
    check_finite(values_of(weights.weight), node.name + ".weight");
  }
  if (weights.bias) {
    folded.bias = values_of(*weights.bias);
    check_finite(folded.bias, node.name + ".bias");
  } else if (node.kind == NodeKind::kConvolution) {
    folded.bias.resize(static_cast<std::size_t>(node.out_channels));
  }
  return folded;
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
    const Node& node = bound.network.nodes[i];
    const NodeWeights& weights = bound.weights[i];
    folded.weights.push_back(weights.batch_norm ? fold(weights, node.batch_norm)
                                                : without_norm(node, weights));
    if (weights.output_scale) {
      folded.weights.back().output_scale =
          scales_of(*weights.output_scale, node.name + ".output_scale").front();
    }
  }
  return folded;
}

}  // namespace resnext
