// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "commands/evaluate_command.h"
#include "evaluation/labelled_images.h"
#include "models/real_labels.h"

// What an evaluation measures against: images, their classes, and the answers that count.
namespace resnext {

struct EvaluationData {
  LabelledImages images;
  std::vector<int> answers;  ///< the only classes to answer with, ascending; empty: all
  int of_other_classes = 0;  ///< images left out: of classes not asked for
  std::optional<RealLabels> real;
};

/// Throws UsageError for options that contradict each other.
void check_data(const EvaluateRequest& request);

/// Reads the lists and walks the folder of images. Throws UsageError, ConfigError.
EvaluationData read_data(const EvaluateRequest& request, const std::vector<Label>& labels);

}  // namespace resnext
