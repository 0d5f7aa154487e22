// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/classifier_weights.h"

// A linear layer that learns by gradient descent, whatever the loss.
namespace resnext {

/// torch.optim.SGD with nesterov=True; weights and bias decay alike.
struct SgdOptions {
  double momentum = 0.9;
  double weight_decay = 0.001;
};

/// Sums over rows, so that batches can be added up.
struct BatchLoss {
  double loss = 0;    ///< sum of the rows' losses, weighted
  double weight = 0;  ///< sum of their weights: loss / weight is the mean
  std::size_t correct = 0;
  std::size_t rows = 0;

  BatchLoss& operator+=(const BatchLoss& other);
};

/// logits = features * weight^T + bias. Starts from zeros: the losses are convex, so any start will
/// do. The same calls and number of threads give the same bits. Not thread-safe.
class LinearHead {
 public:
  LinearHead(std::size_t classes, std::size_t features);

  const ClassifierWeights& weights() const { return weights_; }

  /// Copies weights of the same size and resets the momentum. Throws std::invalid_argument.
  void assign(const ClassifierWeights& weights);

  /// Computes the logits of rows of features. Returns them, rows x classes, valid until the next
  /// call; a loss may put their gradient in their place.
  std::span<float> compute_logits(std::span<const float> features);

  /// Takes a step against the gradient of the logits, rows x classes.
  void descend(std::span<const float> features, std::span<const float> gradient,
               double learning_rate, const SgdOptions& options);

 private:
  ClassifierWeights weights_;
  std::vector<float> logits_;
  std::vector<float> weight_gradient_;  ///< classes x features
  std::vector<float> bias_gradient_;
  std::vector<float> weight_momentum_;
  std::vector<float> bias_momentum_;
};

}  // namespace resnext
