// SPDX-License-Identifier: Apache-2.0
#include "training/linear_head.h"

#include <algorithm>
#include <stdexcept>

#include "engine/onednn/matrix_product.h"

namespace resnext {
namespace {

/// gradient += decay * value; momentum = m * momentum + gradient; value -= rate * (gradient + m *
/// momentum), rounding in PyTorch's order.
void descend_values(std::span<float> values, std::span<const float> gradient,
                    std::span<float> momentum, double learning_rate, const SgdOptions& options) {
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

LinearHead::LinearHead(std::size_t classes, std::size_t features)
    : weights_{classes, features, std::vector<float>(classes * features),
               std::vector<float>(classes)},
      weight_gradient_(classes * features),
      bias_gradient_(classes),
      weight_momentum_(classes * features),
      bias_momentum_(classes) {}

void LinearHead::assign(const ClassifierWeights& weights) {
  if (weights.classes != weights_.classes || weights.features != weights_.features) {
    throw std::invalid_argument("the linear layers differ in size");
  }
  weights_ = weights;
  std::fill(weight_momentum_.begin(), weight_momentum_.end(), 0.0F);
  std::fill(bias_momentum_.begin(), bias_momentum_.end(), 0.0F);
}

std::span<float> LinearHead::compute_logits(std::span<const float> features) {
  const std::size_t rows = features.size() / weights_.features;
  logits_.resize(rows * weights_.classes);
  for (std::size_t row = 0; row < rows; ++row) {
    std::copy(weights_.bias.begin(), weights_.bias.end(),
              logits_.begin() + static_cast<std::ptrdiff_t>(row * weights_.classes));
  }
  matrix_product({features, rows, weights_.features},
                 {weights_.weight, weights_.features, weights_.classes, true}, 1.0F, logits_);
  return logits_;
}

void LinearHead::descend(std::span<const float> features, std::span<const float> gradient,
                         double learning_rate, const SgdOptions& options) {
  const std::size_t rows = features.size() / weights_.features;
  matrix_product({gradient, weights_.classes, rows, true}, {features, rows, weights_.features},
                 0.0F, weight_gradient_);
  std::fill(bias_gradient_.begin(), bias_gradient_.end(), 0.0F);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    bias_gradient_[i % weights_.classes] += gradient[i];
  }
  descend_values(weights_.weight, weight_gradient_, weight_momentum_, learning_rate, options);
  descend_values(weights_.bias, bias_gradient_, bias_momentum_, learning_rate, options);
}

}  // namespace resnext
