// SPDX-License-Identifier: Apache-2.0
#include "training/softmax_head.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace resnext {
SoftmaxHead::SoftmaxHead(std::size_t classes, std::size_t features, LossOptions loss)
    : loss_(std::move(loss)), head_(classes, features) {
  if (classes < 2 || features < 1 ||
      (!loss_.class_weights.empty() && loss_.class_weights.size() != classes)) {
    throw std::invalid_argument("a softmax layer needs two classes or more, and a weight for each");
  }
  for (std::size_t c = 0; c < classes; ++c) {
    all_weights_ += weight_of(static_cast<int>(c));
  }
}

double SoftmaxHead::weight_of(int index) const {
  return loss_.class_weights.empty()
             ? 1.0
             : static_cast<double>(loss_.class_weights[static_cast<std::size_t>(index)]);
}

/// Computes, with the smoothed and weighted target q, a row's loss -sum(q * log p) and the gradient
/// of its logits, sum(q) * p - q; both are divided by the sum of the rows' class weights.
BatchLoss SoftmaxHead::compute_loss(std::span<float> all_logits, std::span<const int> truths,
                                    bool with_gradient) {
  const std::size_t classes = weights().classes;
  const double spread = loss_.label_smoothing / static_cast<double>(classes);
  const double kept = 1 - loss_.label_smoothing;
  BatchLoss sum;
  sum.rows = truths.size();
  for (const int index : truths) {
    sum.weight += weight_of(index);
  }
  std::vector<double> log_probability(classes);
  for (std::size_t row = 0; row < sum.rows; ++row) {
    const std::span logits = all_logits.subspan(row * classes, classes);
    const auto best = std::max_element(logits.begin(), logits.end());
    const auto largest = static_cast<double>(*best);
    const int truth = truths[row];
    sum.correct += best - logits.begin() == truth ? 1 : 0;
    double total = 0;
    for (std::size_t c = 0; c < classes; ++c) {
      log_probability[c] = static_cast<double>(logits[c]) - largest;
      total += std::exp(log_probability[c]);
    }
    const double log_total = std::log(total);
    const double target_sum = kept * weight_of(truth) + spread * all_weights_;
    for (std::size_t c = 0; c < classes; ++c) {
      const double log_p = log_probability[c] - log_total;
      const double target = spread * weight_of(static_cast<int>(c)) +
                            (static_cast<int>(c) == truth ? kept * weight_of(truth) : 0.0);
      sum.loss -= target * log_p;
      if (with_gradient) {
        logits[c] = static_cast<float>((target_sum * std::exp(log_p) - target) / sum.weight);
      }
    }
  }
  return sum;
}

BatchLoss SoftmaxHead::evaluate(const FeatureBatch& batch, std::span<int> predicted) {
  const std::span<float> logits = head_.compute_logits(batch.features);
  const std::size_t classes = weights().classes;
  for (std::size_t row = 0; row < predicted.size(); ++row) {
    const std::span of_row = logits.subspan(row * classes, classes);
    predicted[row] =
        static_cast<int>(std::max_element(of_row.begin(), of_row.end()) - of_row.begin());
  }
  return compute_loss(logits, batch.classes, false);
}

BatchLoss SoftmaxHead::learn(const FeatureBatch& batch, double learning_rate,
                             const SgdOptions& options) {
  const std::span<float> logits = head_.compute_logits(batch.features);
  const BatchLoss loss = compute_loss(logits, batch.classes, true);
  head_.descend(batch.features, logits, learning_rate, options);
  return loss;
}

}  // namespace resnext
