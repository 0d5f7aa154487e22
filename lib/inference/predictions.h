// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "inference/image_result.h"
#include "models/labels.h"
#include "models/multi_label.h"

// Chooses the classes to report for an image.
namespace resnext {

/// The classes to report for an image, and how to score them.
struct PredictionOptions {
  int top_k = 5;
  ScoreKind score_kind = ScoreKind::kProbability;
  std::optional<double> threshold = {};  ///< only scores of at least this, in score_kind's terms
  std::vector<int> classes = {};         ///< only these, ascending; empty: all
  bool renormalize = false;  ///< softmax over `classes` alone, not over all of the model's
  /// Set for models whose classes don't exclude each other: probabilities are sigmoids, and without
  /// a `threshold` each class has its own.
  std::optional<MultiLabel> multi_label = {};
};

/// Returns the classes to report for one image's logits, highest score first; may be empty if there
/// is a threshold. Logits must be finite. Thread-safe.
std::vector<Prediction> select_predictions(std::span<const float> logits,
                                           std::span<const Label> labels,
                                           const PredictionOptions& options);

}  // namespace resnext
