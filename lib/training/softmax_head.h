// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/classifier_weights.h"

// A softmax layer that learns.
namespace resnext {

/// Cross entropy, as torch.nn.CrossEntropyLoss computes it (reduction "mean").
struct LossOptions {
  double label_smoothing = 0;        ///< this part of the probability is spread over all classes
  std::vector<float> class_weights;  ///< one a class; empty: 1 each
};

/// torch.optim.SGD with nesterov=True; weights and bias decay alike.
struct SgdOptions {
  double momentum = 0.9;
  double weight_decay = 0.001;
};

/// Rows of features and the class of each.
struct FeatureBatch {
  std::span<const float> features;  ///< rows x features
  std::span<const int> classes;     ///< one a row
};

/// Sums over rows, so that batches can be added up.
struct BatchLoss {
  double loss = 0;    ///< sum of the rows' losses, weighted
  double weight = 0;  ///< sum of their classes' weights: loss / weight is the mean
  std::size_t correct = 0;
  std::size_t rows = 0;

  BatchLoss& operator+=(const BatchLoss& other);
};

/// logits = features * weight^T + bias. Starts from zeros: the loss is convex, so any start will
/// do. The same calls and number of threads give the same bits. Not thread-safe.
class SoftmaxHead {
 public:
  SoftmaxHead(std::size_t classes, std::size_t features, LossOptions loss);

  const ClassifierWeights& weights() const { return weights_; }

  /// Copies weights of the same size and resets the momentum. Throws std::invalid_argument.
  void assign(const ClassifierWeights& weights);

  /// Computes the loss without learning. `predicted`, if not empty, receives the best class of each
  /// row.
  BatchLoss evaluate(const FeatureBatch& batch, std::span<int> predicted = {});

  /// Takes one step of gradient descent; returns the loss before the step.
  BatchLoss learn(const FeatureBatch& batch, double learning_rate, const SgdOptions& options);

 private:
  void compute_logits(const FeatureBatch& batch);
  BatchLoss compute_loss(const FeatureBatch& batch, bool with_gradient);
  double weight_of(int index) const;

  LossOptions loss_;
  ClassifierWeights weights_;
  double all_weights_ = 0;              ///< sum over classes
  std::vector<float> logits_;           ///< rows x classes; then their gradient
  std::vector<float> weight_gradient_;  ///< classes x features
  std::vector<float> bias_gradient_;
  std::vector<float> weight_momentum_;
  std::vector<float> bias_momentum_;
};

}  // namespace resnext
