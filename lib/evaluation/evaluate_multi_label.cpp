// SPDX-License-Identifier: Apache-2.0
#include "evaluation/evaluate_multi_label.h"

#include <algorithm>

#include "base/error.h"
#include "inference/class_names.h"
#include "inference/classify_images.h"
#include "inference/top_k.h"

namespace resnext {
namespace {

std::vector<std::filesystem::path> paths_of(std::span<const LabelledSet> images) {
  std::vector<std::filesystem::path> paths;
  for (const LabelledSet& image : images) {
    paths.push_back(image.path);
  }
  return paths;
}

}  // namespace

LabelledSets labelled_sets_in_list(const ListPlace& place, std::span<const Label> labels,
                                   UnknownClasses unknown) {
  const ClassNames names(labels);
  LabelledSets sets;
  for (const ListedImage& image : read_multi_label_list(place)) {
    LabelledSet& set = sets.images.emplace_back();
    set.path = image.path;
    for (const std::string& name : image.classes) {
      if (const std::optional<int> index = names.look_up(name, image.where)) {
        set.classes.push_back(*index);
      } else if (unknown == UnknownClasses::kRefuse) {
        throw UsageError(names.unknown(name, image.where));
      } else {
        ++sets.unknown[name];
      }
    }
    std::ranges::sort(set.classes);
    set.classes.erase(std::unique(set.classes.begin(), set.classes.end()), set.classes.end());
  }
  return sets;
}

MultiLabelEvaluation evaluate_multi_label(const LoadedModel& model,
                                          std::span<const LabelledSet> images,
                                          const EvaluateOptions& options, StopFlag& stop,
                                          const std::function<void(std::size_t)>& progress) {
  MultiLabelEvaluation evaluation;
  describe(model, evaluation);
  ClassifyOptions classify = classify_options(options, model.config);
  classify.keep_logits = true;
  ScoredImages scored;
  scored.classes = static_cast<std::size_t>(model.engine.num_classes());
  PathsInOrder source(paths_of(images));
  const RunSummary summary =
      classify_images(model, classify, source, stop, [&](const ImageResult& result) {
        const LabelledSet& image = images[evaluation.done++];
        if (result.failure) {
          evaluation.failures.push_back({result.path, *result.failure});
        } else {
          for (const float logit : result.logits) {
            scored.probabilities.push_back(static_cast<float>(sigmoid(static_cast<double>(logit))));
          }
          scored.truth.push_back(image.classes);
        }
        if (progress) {
          progress(evaluation.done);
        }
        return true;
      });
  evaluation.seconds = summary.seconds;
  evaluation.measures = measure(scored, model.labels, model.config.multi_label->thresholds);
  return evaluation;
}

}  // namespace resnext
