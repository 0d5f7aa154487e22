// SPDX-License-Identifier: Apache-2.0
#include "training/sigmoid_head.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "inference/top_k.h"

namespace resnext {
namespace {

/// Returns log(1 + e^x), which is -log(sigmoid(-x)).
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

}  // namespace

SigmoidHead::SigmoidHead(std::size_t classes, std::size_t features, BinaryLossOptions loss)
    : loss_(std::move(loss)), head_(classes, features) {
  if (classes < 1 || features < 1 ||
      (!loss_.positive_weights.empty() && loss_.positive_weights.size() != classes)) {
    throw std::invalid_argument("a sigmoid layer needs a class or more, and a weight for each");
  }
}

/// Computes, with the smoothed target y and the class's weight w, the loss
/// w y softplus(-x) + (1 - y) softplus(x) of each logit x, and its gradient
/// (1 - y) p - w y (1 - p); gradients are divided by the number of logits.
BatchLoss SigmoidHead::compute_loss(std::span<float> logits, std::span<const LabelSet> truth,
                                    std::span<float> probabilities, bool with_gradient) {
  const std::size_t classes = weights().classes;
  const auto count = static_cast<double>(logits.size());
  BatchLoss sum;
  sum.rows = logits.size();
  sum.weight = count;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const std::size_t c = i % classes;
    const bool shown = std::ranges::binary_search(truth[i / classes], static_cast<int>(c));
    const double y = shown ? 1 - loss_.label_smoothing / 2 : loss_.label_smoothing / 2;
    const double w =
        loss_.positive_weights.empty() ? 1 : static_cast<double>(loss_.positive_weights[c]);
    const auto x = static_cast<double>(logits[i]);
    const double p = sigmoid(x);
    sum.loss += w * y * softplus(-x) + (1 - y) * softplus(x);
    sum.correct += (x > 0) == shown ? 1 : 0;
    if (!probabilities.empty()) {
      probabilities[i] = static_cast<float>(p);
    }
    if (with_gradient) {
      logits[i] = static_cast<float>(((1 - y) * p - w * y * (1 - p)) / count);
    }
  }
  return sum;
}

BatchLoss SigmoidHead::evaluate(const LabelSetBatch& batch, std::span<float> probabilities) {
  return compute_loss(head_.compute_logits(batch.features), batch.classes, probabilities, false);
}

BatchLoss SigmoidHead::learn(const LabelSetBatch& batch, double learning_rate,
                             const SgdOptions& options, std::span<float> probabilities) {
  const std::span<float> logits = head_.compute_logits(batch.features);
  const BatchLoss loss = compute_loss(logits, batch.classes, probabilities, true);
  head_.descend(batch.features, logits, learning_rate, options);
  return loss;
}

}  // namespace resnext
