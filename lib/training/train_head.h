// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "training/softmax_head.h"

// Trains a classifier on features.
namespace resnext {

struct TrainingOptions {
  int epochs = 100;
  int batch_size = 256;
  double learning_rate = 0.1;
  double warmup_epochs = 2;  ///< in which the rate grows from 0; then it follows a cosine to 0
  SgdOptions sgd;
  double label_smoothing = 0.1;
  bool balanced = false;  ///< classes count the same, however many images each has
  int patience = 20;      ///< epochs without improvement before training stops; 0: never
  std::uint64_t seed = 0;
};

/// Features of images and the class of each; all views of an image follow each other.
struct TrainingRows {
  std::vector<float> features;  ///< rows x size
  std::vector<int> classes;     ///< one a row
};

/// The result of one pass over the training images.
struct EpochMetrics {
  int epoch = 0;                 ///< from 1
  double learning_rate = 0;      ///< of its last step
  double training_loss = 0;      ///< mean during the epoch, with smoothing and class weights
  double training_accuracy = 0;  ///< 0 to 1
  double validation_loss = 0;    ///< mean cross entropy, without smoothing or weights
  double validation_accuracy = 0;
  bool best = false;  ///< better than all earlier ones
};

struct TrainedHead {
  ClassifierWeights weights;  ///< of the best epoch, for unscaled features
  std::vector<EpochMetrics> epochs;
  int best_epoch = 0;          ///< from 1
  std::vector<int> predicted;  ///< the best epoch's class of each validation row
  bool interrupted = false;    ///< stopped by `cancelled`
  bool diverged = false;       ///< stopped because the loss was no longer a number
};

/// Trains a softmax layer. Features are centred and scaled internally; the resulting weights are
/// for unscaled ones. An epoch is better if it classifies more validation rows correctly, or as
/// many with a lower loss. Stops early when `cancelled` returns true, with the best epoch so far,
/// or nullopt if none was finished. Calls `on_epoch` after each. The same rows, options and number
/// of threads give the same bits. Throws UsageError if the loss is not a number after the first
/// epoch, std::invalid_argument without rows.
std::optional<TrainedHead> train_head(
    TrainingRows training, TrainingRows validation, std::size_t classes,
    const TrainingOptions& options, const std::function<bool()>& cancelled = {},
    const std::function<void(const EpochMetrics&)>& on_epoch = {});

}  // namespace resnext
