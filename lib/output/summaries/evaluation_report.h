#pragma once

#include <string>

#include "evaluation/evaluate.h"

namespace resnext {

/// One JSON object: totals, accuracies with their intervals, averages, calibration, classes,
/// confusions, what was left out, failures; shares in percent. Ends in a newline.
std::string evaluation_to_json(const Evaluation& evaluation, std::span<const Label> labels);

/// The same for people: totals, classes from the least to the best recognised, then the classes
/// that were taken for each other most often.
std::string evaluation_to_table(const Evaluation& evaluation, std::span<const Label> labels);

/// The confusion matrix, RFC 4180: a row for each true class, a column for each answer, both of all
/// classes that were one or the other. The first row and the first column name them by WordNet id,
/// or by label where a class has none.
std::string confusion_to_csv(const Evaluation& evaluation, std::span<const Label> labels);

/// One image as a line of JSON: what classification says of it (docs/output-schema.json), with
/// "truth", and, if it could be read, "correct", "in_top5" and with ReaL labels "real".
std::string evaluated_image_to_json(const EvaluatedImage& image, std::span<const Label> labels);

}  // namespace resnext
