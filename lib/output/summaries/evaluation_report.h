// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "evaluation/evaluate.h"

// Reports an evaluation as JSON, as text and as CSV.
namespace resnext {

/// Returns whether a report shows top-5 accuracy: of five classes or fewer it is always 100 %.
inline bool shows_top5(std::span<const Label> labels) { return labels.size() > 5; }

/// Returns one JSON object: totals, accuracies with their intervals, averages, calibration,
/// classes, confusions, what was left out, failures; shares in percent. Ends in a newline.
std::string evaluation_to_json(const Evaluation& evaluation, std::span<const Label> labels);

/// Returns the same for people: totals, classes from the least to the best recognised, then the
/// classes confused most often.
std::string evaluation_to_table(const Evaluation& evaluation, std::span<const Label> labels);

/// Returns the confusion matrix, as RFC 4180: a row for each true class, a column for each answer,
/// both of all classes that were one or the other. The first row and the first column name them by
/// WordNet id, or by label where a class has none.
std::string confusion_to_csv(const Evaluation& evaluation, std::span<const Label> labels);

/// Returns one image as a line of JSON: its record of a classification (docs/output-schema.json)
/// with "truth", and, if it could be read, "correct", "in_top5" and with ReaL labels "real".
std::string evaluated_image_to_json(const EvaluatedImage& image, std::span<const Label> labels);

}  // namespace resnext
