// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "commands/finetune_data.h"
#include "commands/training_log.h"
#include "output/pages/training_report.h"
#include "training/train_head.h"
#include "training/training_features.h"

// Training on computed features: one class an image, or several.
namespace resnext {

/// What was learned, and what the report says of it besides the base.
struct Fitted {
  TrainedHead trained;
  std::optional<MultiLabel> multi_label = {};  ///< if classes don't exclude each other
  TrainingReport report;
};

/// Splits the images, trains and reports each epoch to `log`. Returns nullopt if no epoch was
/// finished before `cancelled`. Throws UsageError as the split and the training do.
std::optional<Fitted> fit_classes(const FinetuneRequest& request, const FinetuneData& data,
                                  const TrainingFeatures& features, TrainingLog& log,
                                  const CancelCheck& cancelled);

/// Does the same for images with several classes; each class gets a threshold.
std::optional<Fitted> fit_label_sets(const FinetuneRequest& request, const FinetuneData& data,
                                     const TrainingFeatures& features, TrainingLog& log,
                                     const CancelCheck& cancelled);

}  // namespace resnext
