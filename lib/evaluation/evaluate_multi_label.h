// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "evaluation/evaluate.h"
#include "evaluation/labelled_images.h"
#include "evaluation/multi_label_measures.h"

// Measures a model whose classes don't exclude each other.
namespace resnext {

/// An image and the classes that it is known to show.
struct LabelledSet {
  std::filesystem::path path;
  LabelSet classes;
};

struct LabelledSets {
  std::vector<LabelledSet> images;
  std::map<std::string, int> unknown;  ///< images that show a class that the model doesn't have
};

/// Reads a list (read_multi_label_list) of the model's classes, by WordNet id or label. With
/// kLeaveOut, classes that the model does not have are left out, but their images stay; with
/// kRefuse they are a UsageError that names the line. Throws as read_multi_label_list.
LabelledSets labelled_sets_in_list(const ListPlace& place, std::span<const Label> labels,
                                   UnknownClasses unknown);

/// The result. Images in `unknown` are measured nevertheless, for the classes that the model has.
struct MultiLabelEvaluation : EvaluationRun {
  MultiLabelMeasures measures;
};

/// Classifies every image and measures. Of `options`, decoding, batch size and views count.
/// `progress` is called with the number of images done. If `stop` is raised, stops after the
/// current batch. `model` must have ModelConfig::multi_label.
MultiLabelEvaluation evaluate_multi_label(const LoadedModel& model,
                                          std::span<const LabelledSet> images,
                                          const EvaluateOptions& options, StopFlag& stop,
                                          const std::function<void(std::size_t)>& progress = {});

}  // namespace resnext
