// SPDX-License-Identifier: Apache-2.0
#include "training/softmax_head.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "engine/onednn/matrix_product.h"

namespace resnext {
namespace {

/// gradient += decay * value; momentum = m * momentum + gradient; value -= rate * (gradient + m *
/// momentum), rounding in PyTorch's order.
void descend(std::span<float> values, std::span<const float> gradient, std::span<float> momentum,
             double learning_rate, const SgdOptions& options) {
  const auto m = static_cast<float>(options.momentum);
  const auto decay = static_cast<float>(options.weight_decay);
  const auto rate = static_cast<float>(learning_rate);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float step = gradient[i] + decay * values[i];
    momentum[i] = m * momentum[i] + step;
    values[i] -= rate * (step + m * momentum[i]);
  }
}

}  // namespace

BatchLoss& BatchLoss::operator+=(const BatchLoss& other) {
  loss += other.loss;
  weight += other.weight;
  correct += other.correct;
  rows += other.rows;
  return *this;
}

SoftmaxHead::SoftmaxHead(std::size_t classes, std::size_t features, LossOptions loss)
    : loss_(std::move(loss)) {
  if (classes < 2 || features < 1 ||
      (!loss_.class_weights.empty() && loss_.class_weights.size() != classes)) {
    throw std::invalid_argument("a softmax layer needs two classes or more, and a weight for each");
  }
  weights_ = {classes, features, std::vector<float>(classes * features),
              std::vector<float>(classes)};
  weight_gradient_.resize(classes * features);
  weight_momentum_.resize(classes * features);
  bias_gradient_.resize(classes);
  bias_momentum_.resize(classes);
  for (std::size_t c = 0; c < classes; ++c) {
    all_weights_ += weight_of(static_cast<int>(c));
  }
}

double SoftmaxHead::weight_of(int index) const {
  return loss_.class_weights.empty()
             ? 1.0
             : static_cast<double>(loss_.class_weights[static_cast<std::size_t>(index)]);
}

void SoftmaxHead::assign(const ClassifierWeights& weights) {
  if (weights.classes != weights_.classes || weights.features != weights_.features) {
    throw std::invalid_argument("the softmax layers differ in size");
  }
  weights_ = weights;
  std::fill(weight_momentum_.begin(), weight_momentum_.end(), 0.0F);
  std::fill(bias_momentum_.begin(), bias_momentum_.end(), 0.0F);
}

void SoftmaxHead::compute_logits(const FeatureBatch& batch) {
  const std::size_t rows = batch.classes.size();
  logits_.resize(rows * weights_.classes);
  for (std::size_t row = 0; row < rows; ++row) {
    std::copy(weights_.bias.begin(), weights_.bias.end(),
              logits_.begin() + static_cast<std::ptrdiff_t>(row * weights_.classes));
  }
  matrix_product({batch.features, rows, weights_.features},
                 {weights_.weight, weights_.features, weights_.classes, true}, 1.0F, logits_);
}

/// Computes, with the smoothed and weighted target q, a row's loss -sum(q * log p) and the gradient
/// of its logits, sum(q) * p - q; both are divided by the sum of the rows' class weights.
BatchLoss SoftmaxHead::compute_loss(const FeatureBatch& batch, bool with_gradient) {
  const std::size_t classes = weights_.classes;
  const double spread = loss_.label_smoothing / static_cast<double>(classes);
  const double kept = 1 - loss_.label_smoothing;
  BatchLoss sum;
  sum.rows = batch.classes.size();
  for (const int index : batch.classes) {
    sum.weight += weight_of(index);
  }
  std::vector<double> log_probability(classes);
  for (std::size_t row = 0; row < sum.rows; ++row) {
    const std::span logits = std::span(logits_).subspan(row * classes, classes);
    const auto best = std::max_element(logits.begin(), logits.end());
    const auto largest = static_cast<double>(*best);
    const int truth = batch.classes[row];
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
  compute_logits(batch);
  for (std::size_t row = 0; row < predicted.size(); ++row) {
    const std::span logits = std::span(logits_).subspan(row * weights_.classes, weights_.classes);
    predicted[row] =
        static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
  }
  return compute_loss(batch, false);
}

BatchLoss SoftmaxHead::learn(const FeatureBatch& batch, double learning_rate,
                             const SgdOptions& options) {
  compute_logits(batch);
  const BatchLoss loss = compute_loss(batch, true);
  matrix_product({logits_, weights_.classes, loss.rows, true},
                 {batch.features, loss.rows, weights_.features}, 0.0F, weight_gradient_);
  std::fill(bias_gradient_.begin(), bias_gradient_.end(), 0.0F);
  for (std::size_t i = 0; i < logits_.size(); ++i) {
    bias_gradient_[i % weights_.classes] += logits_[i];
  }
  descend(weights_.weight, weight_gradient_, weight_momentum_, learning_rate, options);
  descend(weights_.bias, bias_gradient_, bias_momentum_, learning_rate, options);
  return loss;
}

}  // namespace resnext
