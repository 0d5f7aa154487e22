// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "training/training_run.h"

// Trains a classifier on features.
namespace resnext {

/// Features of images and the class of each; all views of an image follow each other.
struct TrainingRows {
  std::vector<float> features;  ///< rows x size
  std::vector<int> classes;     ///< one a row
};

struct TrainedHead : TrainingCourse {
  ClassifierWeights weights;   ///< of the best epoch, for unscaled features
  std::vector<int> predicted;  ///< the best epoch's class of each validation row
};

/// Trains a softmax layer. Features are centred and scaled internally; the resulting weights are
/// for unscaled ones. Goes as run_training does, with the share of rows classified correctly as the
/// accuracy; returns nullopt if no epoch was finished. The same rows, options and number of threads
/// give the same bits. Throws as run_training, and std::invalid_argument without rows.
std::optional<TrainedHead> train_head(
    TrainingRows training, TrainingRows validation, std::size_t classes,
    const TrainingOptions& options, const std::function<bool()>& cancelled = {},
    const std::function<void(const EpochMetrics&)>& on_epoch = {});

}  // namespace resnext
