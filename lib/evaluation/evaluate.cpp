// SPDX-License-Identifier: Apache-2.0
#include "evaluation/evaluate.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "evaluation/imagenet_validation.h"
#include "inference/batch_size.h"
#include "inference/classify_images.h"

namespace resnext {
namespace {

constexpr int kShownSide = 320;  // longer side of a photo that is classified again, in pixels

/// Maps an image to the model's classes that its ReaL labels accept.
class RealClasses {
 public:
  RealClasses(const RealLabels& real, std::span<const Label> labels, std::span<const int> answers)
      : real_(real) {
    for (int index = 0; index < static_cast<int>(labels.size()); ++index) {
      const std::optional<int>& imagenet = labels[static_cast<std::size_t>(index)].imagenet_index;
      if (imagenet && (answers.empty() || std::ranges::binary_search(answers, index))) {
        of_imagenet_.emplace(*imagenet, index);
      }
    }
    if (of_imagenet_.empty()) {
      throw UsageError("ReaL labels are ImageNet's classes; the model has none of them");
    }
  }

  void check(const LabelledImage& image) const {
    const std::optional<int> number = validation_number(image.path);
    if (!number || *number < 1 || static_cast<std::size_t>(*number) > real_.size()) {
      throw UsageError(fmt::format(
          "{0}: can't tell which of the {1} ReaL labels are this image's; expected a name like "
          "ILSVRC2012_val_00000001.JPEG, numbered 1 to {1}",
          image.path.string(), real_.size()));
    }
  }

  std::vector<int> of(const LabelledImage& image) const {
    std::vector<int> classes;
    for (const int imagenet : real_[static_cast<std::size_t>(*validation_number(image.path)) - 1]) {
      const auto known = of_imagenet_.find(imagenet);
      if (known != of_imagenet_.end()) {
        classes.push_back(known->second);
      }
    }
    return classes;
  }

 private:
  const RealLabels& real_;
  std::map<int, int> of_imagenet_;
};

Outcome outcome_of(const ImageResult& result, const LabelledImage& image, std::size_t number) {
  const Prediction& best = result.predictions.front();
  return {.image = number,
          .truth = image.class_index,
          .predicted = best.index,
          .in_top5 = std::ranges::any_of(
              result.predictions,
              [&image](const Prediction& p) { return p.index == image.class_index; }),
          .confidence = best.score};
}

}  // namespace

void describe(const LoadedModel& model, EvaluationRun& run) {
  run.model = model.config.id;
  run.precision = to_string(model.engine.precision());
  run.title = title_of(model);
  run.finetuned_from = model.config.finetuned_from;
}

ClassifyOptions classify_options(const EvaluateOptions& options, const ModelConfig& config) {
  ClassifyOptions classify;
  classify.predictions.top_k = 5;
  classify.predictions.classes = options.answers;
  classify.predictions.renormalize = options.renormalize;
  classify.decode = options.decode;
  classify.augmentation = options.augmentation;
  classify.batch_size = options.batch_size > 0 ? options.batch_size : batch_size_for_many(config);
  return classify;
}

double images_per_second(const Evaluation& evaluation) {
  const auto images = evaluation.measures.top1.of + static_cast<double>(evaluation.failures.size());
  return evaluation.seconds > 0 ? images / evaluation.seconds : 0;
}

Evaluation evaluate(const LoadedModel& model, std::span<const LabelledImage> images,
                    const EvaluateOptions& options, StopFlag& stop) {
  std::optional<RealClasses> real;
  if (options.real != nullptr) {
    real.emplace(*options.real, model.labels, options.answers);
    std::ranges::for_each(images, [&real](const LabelledImage& image) { real->check(image); });
  }
  Evaluation evaluation;
  describe(model, evaluation);
  evaluation.augmentation = options.augmentation;
  evaluation.has_real = real.has_value();
  std::vector<Outcome> outcomes;
  std::vector<std::filesystem::path> paths;
  std::ranges::transform(images, std::back_inserter(paths), &LabelledImage::path);
  PathsInOrder source(std::move(paths));
  std::size_t& done = evaluation.done;
  const RunSummary summary = classify_images(
      model, classify_options(options, model.config), source, stop, [&](const ImageResult& result) {
        const LabelledImage& image = images[done];
        if (result.failure) {
          evaluation.failures.push_back({result.path, *result.failure});
        } else {
          Outcome& outcome = outcomes.emplace_back(outcome_of(result, image, done));
          const std::vector<int> right = real ? real->of(image) : std::vector<int>();
          if (!right.empty()) {
            outcome.real = std::ranges::find(right, outcome.predicted) != right.end();
          } else if (real) {
            ++evaluation.without_real;
          }
        }
        if (options.record) {
          options.record({result, image, result.failure ? nullptr : &outcomes.back()});
        }
        ++done;
        return true;
      });
  evaluation.seconds = summary.seconds;
  evaluation.measures = measure(outcomes, model.labels);
  return evaluation;
}

void reclassify(const LoadedModel& model, std::span<const LabelledImage> images,
                std::span<const std::size_t> chosen, const EvaluateOptions& options,
                std::shared_ptr<const ClassifierWeights> classifier, StopFlag& stop,
                const std::function<void(std::size_t number, const ImageResult& result)>& sink) {
  std::vector<std::filesystem::path> again;
  for (const std::size_t number : chosen) {
    again.push_back(images[number].path);
  }
  ClassifyOptions classify = classify_options(options, model.config);
  classify.thumbnails = true;
  ActivationOptions& activation = classify.activation.emplace();
  activation.classifier = std::move(classifier);
  activation.longest_side = kShownSide;
  PathsInOrder source(std::move(again));
  std::size_t done = 0;
  classify_images(model, classify, source, stop, [&](const ImageResult& result) {
    sink(chosen[done++], result);
    return true;
  });
}

}  // namespace resnext
