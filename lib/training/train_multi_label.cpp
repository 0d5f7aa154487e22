// SPDX-License-Identifier: Apache-2.0
#include "training/train_multi_label.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "training/scaled_features.h"
#include "training/sigmoid_head.h"

namespace resnext {
namespace {

/// Returns for each class how many rows lack it for each that shows it.
std::vector<float> balanced_weights(std::span<const LabelSet> labels, std::size_t count) {
  std::vector<std::size_t> rows(count);
  for (const LabelSet& of_row : labels) {
    for (const int index : of_row) {
      ++rows[static_cast<std::size_t>(index)];
    }
  }
  std::vector<float> weights;
  for (const std::size_t of_class : rows) {
    weights.push_back(of_class == 0 ? 1.0F
                                    : static_cast<float>(labels.size() - of_class) /
                                          static_cast<float>(of_class));
  }
  return weights;
}

class SigmoidLearner : public Learner {
 public:
  SigmoidLearner(MultiLabelRows training, MultiLabelRows validation, std::size_t classes,
                 const TrainingOptions& options)
      : labels_(std::move(training.labels)),
        sgd_(options.sgd),
        features_(std::move(training.features), labels_.size(), std::move(validation.features)),
        head_(classes, features_.size(),
              {options.label_smoothing,
               options.balanced ? balanced_weights(labels_, classes) : std::vector<float>()}),
        judge_(classes, features_.size(), {}) {
    seen_.classes = classes;
    validation_.classes = classes;
    validation_.truth = std::move(validation.labels);
    validation_.probabilities.resize(validation_.truth.size() * classes);
  }

  std::size_t rows() const override { return labels_.size(); }

  BatchLoss learn(std::span<const std::size_t> rows, double learning_rate) override {
    const std::size_t before = seen_.truth.size();
    for (const std::size_t row : rows) {
      seen_.truth.push_back(labels_[row]);
    }
    seen_.probabilities.resize(seen_.truth.size() * seen_.classes);
    return head_.learn(
        {features_.gather(rows), std::span<const LabelSet>(seen_.truth).subspan(before)},
        learning_rate, sgd_, std::span(seen_.probabilities).subspan(before * seen_.classes));
  }

  void judge(EpochMetrics& metrics) override {
    judge_.assign(head_.weights());
    BatchLoss sum;
    const std::size_t classes = validation_.classes;
    features_.for_each_validation_part(
        [&](std::span<const float> rows, std::size_t begin, std::size_t count) {
          sum += judge_.evaluate(
              {rows, std::span<const LabelSet>(validation_.truth).subspan(begin, count)},
              std::span(validation_.probabilities).subspan(begin * classes, count * classes));
        });
    metrics.validation_loss = sum.loss / sum.weight;
    metrics.validation_accuracy = mean_average_precision(validation_);
    metrics.training_accuracy = mean_average_precision(seen_);
    seen_.truth.clear();
    seen_.probabilities.clear();
  }

  void keep() override {
    best_ = features_.unscaled(head_.weights());
    best_probabilities_ = validation_.probabilities;
  }

  TrainedMultiLabelHead result(TrainingCourse course) {
    validation_.probabilities = std::move(best_probabilities_);
    return {{std::move(course), std::move(best_), {}}, std::move(validation_)};
  }

 private:
  std::vector<LabelSet> labels_;  ///< of the training rows
  SgdOptions sgd_;
  ScaledFeatures features_;
  SigmoidHead head_;
  SigmoidHead judge_;  ///< the plain loss
  ScoredImages seen_;  ///< what the epoch has given for the training rows so far
  ScoredImages validation_;
  ClassifierWeights best_;
  std::vector<float> best_probabilities_;
};

}  // namespace

std::optional<TrainedMultiLabelHead> train_multi_label(
    MultiLabelRows training, MultiLabelRows validation, std::size_t classes,
    const TrainingOptions& options, const std::function<bool()>& cancelled,
    const std::function<void(const EpochMetrics&)>& on_epoch) {
  if (training.labels.empty() || validation.labels.empty() || training.features.empty()) {
    throw std::invalid_argument("training needs images to train on and images to validate with");
  }
  SigmoidLearner learner(std::move(training), std::move(validation), classes, options);
  TrainingCourse course = run_training(learner, options, cancelled, on_epoch);
  if (course.best_epoch == 0) {
    return std::nullopt;
  }
  return learner.result(std::move(course));
}

std::vector<double> best_thresholds(const ScoredImages& validation) {
  constexpr double kLowest = 0.05;
  constexpr double kHighest = 0.95;
  std::vector<double> thresholds;
  for (std::size_t c = 0; c < validation.classes; ++c) {
    thresholds.push_back(
        std::clamp(best_threshold(scores_of(validation, c)).value, kLowest, kHighest));
  }
  return thresholds;
}

}  // namespace resnext
