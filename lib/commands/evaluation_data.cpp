// SPDX-License-Identifier: Apache-2.0
#include "commands/evaluation_data.h"

#include "base/error.h"
#include "base/text/text_lines.h"
#include "evaluation/imagenet_validation.h"
#include "evaluation/label_list.h"
#include "inference/class_names.h"

namespace resnext {
namespace {

LabelledImages labelled_images(const EvaluateRequest& request, const std::vector<Label>& labels) {
  const UnknownClasses unknown =
      request.skip_unknown ? UnknownClasses::kLeaveOut : UnknownClasses::kRefuse;
  if (request.labels.empty()) {
    return labelled_images_in_folder(request.data, labels, unknown);
  }
  LabelListOptions options;
  options.folder = place_of_list(request.labels, request.data).folder;
  options.unknown = unknown;
  if (!request.synsets.empty()) {
    options.synsets = read_synsets(request.synsets);
  }
  return labelled_images_in_list(request.labels, labels, options);
}

RealLabels read_real_labels(const std::string& path) {
  const std::optional<std::string> text = read_text(path);
  if (!text) {
    throw UsageError(path + ": can't be read; expected ReaL labels (real.json)");
  }
  return parse_real_labels(*text, path);
}

}  // namespace

void check_data(const EvaluateRequest& request) {
  refuse_archives("--data", {&request.data, 1});
  if (request.data.empty() && request.labels.empty()) {
    throw UsageError("evaluate needs --data DIR, --labels FILE, or both");
  }
  if (!request.synsets.empty() && request.labels.empty()) {
    throw UsageError("--synsets says what the numbers of --labels mean, which is missing");
  }
}

EvaluationData read_data(const EvaluateRequest& request, const std::vector<Label>& labels) {
  EvaluationData data;
  data.images = labelled_images(request, labels);
  if (!request.classes.empty()) {
    std::vector<int> classes = read_class_list(request.classes, labels);
    data.of_other_classes = leave_out_other_classes(data.images, classes);
    if (data.images.images.empty()) {
      throw UsageError(request.classes + ": no image is of these classes");
    }
    if (!request.any_answer) {
      data.answers = std::move(classes);
    }
  }
  if (!request.real.empty()) {
    data.real = read_real_labels(request.real);
  }
  return data;
}

}  // namespace resnext
