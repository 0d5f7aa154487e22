// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "evaluation/multi_label_list.h"
#include "training/linear_head.h"

// A layer that learns classes which don't exclude each other.
namespace resnext {

/// Binary cross entropy, as torch.nn.BCEWithLogitsLoss computes it (reduction "mean").
struct BinaryLossOptions {
  double label_smoothing = 0;           ///< s: targets are s / 2 and 1 - s / 2
  std::vector<float> positive_weights;  ///< one a class, of images that show it; empty: 1 each
};

/// Rows of features and the classes of each.
struct LabelSetBatch {
  std::span<const float> features;    ///< rows x features
  std::span<const LabelSet> classes;  ///< one a row
};

/// A linear layer with a sigmoid for each class. BatchLoss counts rows times classes. Not
/// thread-safe.
class SigmoidHead {
 public:
  /// Throws std::invalid_argument for no classes and for weights of another number of classes.
  SigmoidHead(std::size_t classes, std::size_t features, BinaryLossOptions loss);

  const ClassifierWeights& weights() const { return head_.weights(); }
  void assign(const ClassifierWeights& weights) { head_.assign(weights); }

  /// Computes the loss without learning. `probabilities`, if not empty, receives rows x classes.
  BatchLoss evaluate(const LabelSetBatch& batch, std::span<float> probabilities = {});

  /// Takes one step of gradient descent; returns the loss before the step. `probabilities`: those
  /// before the step.
  BatchLoss learn(const LabelSetBatch& batch, double learning_rate, const SgdOptions& options,
                  std::span<float> probabilities = {});

 private:
  BatchLoss compute_loss(std::span<float> logits, std::span<const LabelSet> truth,
                         std::span<float> probabilities, bool with_gradient);

  BinaryLossOptions loss_;
  LinearHead head_;
};

}  // namespace resnext
