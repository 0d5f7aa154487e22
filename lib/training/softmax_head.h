// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "training/linear_head.h"

// A softmax layer that learns.
namespace resnext {

/// Cross entropy, as torch.nn.CrossEntropyLoss computes it (reduction "mean").
struct LossOptions {
  double label_smoothing = 0;        ///< this part of the probability is spread over all classes
  std::vector<float> class_weights;  ///< one a class; empty: 1 each
};

/// Rows of features and the class of each.
struct FeatureBatch {
  std::span<const float> features;  ///< rows x features
  std::span<const int> classes;     ///< one a row
};

/// A linear layer whose classes exclude each other. Not thread-safe.
class SoftmaxHead {
 public:
  SoftmaxHead(std::size_t classes, std::size_t features, LossOptions loss);

  const ClassifierWeights& weights() const { return head_.weights(); }

  /// Copies weights of the same size and resets the momentum. Throws std::invalid_argument.
  void assign(const ClassifierWeights& weights) { head_.assign(weights); }

  /// Computes the loss without learning. `predicted`, if not empty, receives the best class of each
  /// row.
  BatchLoss evaluate(const FeatureBatch& batch, std::span<int> predicted = {});

  /// Takes one step of gradient descent; returns the loss before the step.
  BatchLoss learn(const FeatureBatch& batch, double learning_rate, const SgdOptions& options);

 private:
  BatchLoss compute_loss(std::span<float> all_logits, std::span<const int> truths,
                         bool with_gradient);
  double weight_of(int index) const;

  LossOptions loss_;
  LinearHead head_;
  double all_weights_ = 0;  ///< sum over classes
};

}  // namespace resnext
