// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evaluation/multi_label_measures.h"
#include "training/train_head.h"
#include "training/training_features.h"

// Reports a training run, as a page and as text.
namespace resnext {

/// Returns one epoch as a JSON object, with a final newline. `multi_label`: the accuracies are
/// called what they are, mean average precisions.
std::string to_json_line(const EpochMetrics& metrics, bool multi_label = false);

/// What the report says of a training run.
struct TrainingReport {
  std::string base;       ///< the model that computed the features
  std::string precision;  ///< in which it did: "f32"
  std::string data;
  std::vector<std::string> classes;
  std::vector<int> truth;  ///< of the validation images; TrainedHead::predicted goes with it
  std::vector<std::size_t> training_images;            ///< of each class
  std::size_t all_training_images = 0;                 ///< if they may show several classes
  std::optional<MultiLabelMeasures> multi_label = {};  ///< then of the validation images
  std::vector<SkippedImage> skipped;
  std::size_t views = 1;  ///< of each training image: crops and mirror images
  TrainingOptions options;
};

/// Returns whether the losses of training and validation can be compared, in half a line:
/// "not comparable: ...".
std::string losses_text(const TrainingOptions& options, std::size_t views);

/// Returns how it went, in half a line for people.
std::string training_summary_text(const TrainingReport& report, const TrainedHead& trained);

/// Returns one self-contained page: the learning curves as inline SVG, the accuracy of each class,
/// settings, and the images that were left out.
std::string training_report_html(const TrainingReport& report, const TrainedHead& trained);

}  // namespace resnext
