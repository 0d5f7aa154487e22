// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "evaluation/multi_label_measures.h"
#include "training/train_head.h"
#include "training/training_run.h"

// Trains a classifier of classes that don't exclude each other.
namespace resnext {

/// Features of images and the classes of each; all views of an image follow each other.
struct MultiLabelRows {
  std::vector<float> features;   ///< rows x size
  std::vector<LabelSet> labels;  ///< one a row
};

struct TrainedMultiLabelHead {
  TrainedHead head;         ///< `predicted` is empty
  ScoredImages validation;  ///< the best epoch's probabilities of the validation rows
};

/// Trains a layer with a sigmoid for each class. Goes as run_training does; the accuracy of an
/// epoch is the mean average precision: of training over the probabilities before each step, of
/// validation over those after the epoch. Features are scaled as train_head scales them. With
/// options.balanced, images that show a class count as much as those that don't. Returns nullopt if
/// no epoch was finished. Throws as run_training, and std::invalid_argument without rows.
std::optional<TrainedMultiLabelHead> train_multi_label(
    MultiLabelRows training, MultiLabelRows validation, std::size_t classes,
    const TrainingOptions& options, const std::function<bool()>& cancelled = {},
    const std::function<void(const EpochMetrics&)>& on_epoch = {});

/// Returns for each class the threshold with the highest F1 on the validation images, but at least
/// 0.05 and at most 0.95: what lies beyond would rest on few images.
std::vector<double> best_thresholds(const ScoredImages& validation);

}  // namespace resnext
