// SPDX-License-Identifier: Apache-2.0
#include "commands/finetune_fit.h"

#include "training/multi_label_set.h"
#include "training/train_multi_label.h"
#include "training/training_rows.h"

namespace resnext {
namespace {

std::function<void(const EpochMetrics&)> write_to(TrainingLog& log) {
  return [&log](const EpochMetrics& epoch) { log.write(epoch); };
}

TrainingReport begin_report(const FinetuneData& data) {
  TrainingReport report;
  report.classes = data.set.classes;
  report.training_images.resize(data.set.classes.size());
  return report;
}

MultiLabelRows pick_label_rows(const TrainingFeatures& features, std::span<const LabelSet> labels,
                               std::span<const std::size_t> images, Views views) {
  TrainingRows rows = pick_rows(features, images, views);
  MultiLabelRows picked = {std::move(rows.features), {}};
  const std::size_t of_each = rows.classes.size() / images.size();
  for (const std::size_t image : images) {
    picked.labels.insert(picked.labels.end(), of_each, labels[image]);
  }
  return picked;
}

std::vector<Label> labels_named(const std::vector<std::string>& names) {
  std::vector<Label> labels;
  for (const std::string& name : names) {
    labels.push_back({name, "", std::nullopt});
  }
  return labels;
}

}  // namespace

std::optional<Fitted> fit_classes(const FinetuneRequest& request, const FinetuneData& data,
                                  const TrainingFeatures& features, TrainingLog& log,
                                  const CancelCheck& cancelled) {
  const Split split = stratified_split(features.classes, data.set.classes, request.validation,
                                       request.training.seed);
  std::optional<TrainedHead> trained =
      train_head(pick_rows(features, split.training, Views::kAll),
                 pick_rows(features, split.validation, Views::kFirst), data.set.classes.size(),
                 request.training, cancelled, write_to(log));
  if (!trained) {
    return std::nullopt;
  }
  Fitted fitted = {*std::move(trained), std::nullopt, begin_report(data)};
  for (const std::size_t image : split.training) {
    ++fitted.report.training_images[static_cast<std::size_t>(features.classes[image])];
  }
  for (const std::size_t image : split.validation) {
    fitted.report.truth.push_back(features.classes[image]);
  }
  return fitted;
}

std::optional<Fitted> fit_label_sets(const FinetuneRequest& request, const FinetuneData& data,
                                     const TrainingFeatures& features, TrainingLog& log,
                                     const CancelCheck& cancelled) {
  std::vector<LabelSet> labels;
  for (const std::size_t place : features.places) {
    labels.push_back(data.labels[place]);
  }
  const std::size_t classes = data.set.classes.size();
  const Split split = multi_label_split(labels, classes, request.validation, request.training.seed);
  if (split.training.empty() || split.validation.empty()) {
    throw UsageError(
        "fewer than two images can be read; training needs some to learn from and some to validate "
        "with");
  }
  std::optional<TrainedMultiLabelHead> trained =
      train_multi_label(pick_label_rows(features, labels, split.training, Views::kAll),
                        pick_label_rows(features, labels, split.validation, Views::kFirst), classes,
                        request.training, cancelled, write_to(log));
  if (!trained) {
    return std::nullopt;
  }
  Fitted fitted = {std::move(trained->head), MultiLabel{best_thresholds(trained->validation)},
                   begin_report(data)};
  for (const std::size_t image : split.training) {
    for (const int index : labels[image]) {
      ++fitted.report.training_images[static_cast<std::size_t>(index)];
    }
  }
  fitted.report.all_training_images = split.training.size();
  fitted.report.multi_label =
      measure(trained->validation, labels_named(data.set.classes), fitted.multi_label->thresholds);
  return fitted;
}

}  // namespace resnext
