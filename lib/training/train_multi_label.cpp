// SPDX-License-Identifier: Apache-2.0
#include "training/train_multi_label.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "training/feature_scaling.h"
#include "training/sigmoid_head.h"

namespace resnext {
namespace {

constexpr std::size_t kRowsAtOnce = 4096;  // of an evaluation

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
      : training_(std::move(training)),
        features_(std::move(validation.features)),
        sgd_(options.sgd),
        scaling_(scaling_of(training_.features, training_.labels.size())),
        size_(scaling_.mean.size()),
        head_(
            classes, size_,
            {options.label_smoothing, options.balanced ? balanced_weights(training_.labels, classes)
                                                       : std::vector<float>()}),
        judge_(classes, size_, {}) {
    scaling_.apply(training_.features);
    scaling_.apply(features_);
    seen_.classes = classes;
    validation_.classes = classes;
    validation_.truth = std::move(validation.labels);
    validation_.probabilities.resize(validation_.truth.size() * classes);
  }

  std::size_t rows() const override { return training_.labels.size(); }

  BatchLoss learn(std::span<const std::size_t> rows, double learning_rate) override {
    rows_.resize(rows.size() * size_);
    labels_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::copy_n(training_.features.data() + rows[i] * size_, size_, rows_.data() + i * size_);
      labels_[i] = training_.labels[rows[i]];
    }
    seen_.truth.insert(seen_.truth.end(), labels_.begin(), labels_.end());
    const std::size_t before = seen_.probabilities.size();
    seen_.probabilities.resize(before + rows.size() * seen_.classes);
    return head_.learn({rows_, labels_}, learning_rate, sgd_,
                       std::span(seen_.probabilities).subspan(before));
  }

  void judge(EpochMetrics& metrics) override {
    judge_.assign(head_.weights());
    BatchLoss sum;
    const std::size_t classes = validation_.classes;
    for (std::size_t begin = 0; begin < validation_.truth.size(); begin += kRowsAtOnce) {
      const std::size_t count = std::min(kRowsAtOnce, validation_.truth.size() - begin);
      sum += judge_.evaluate(
          {std::span<const float>(features_).subspan(begin * size_, count * size_),
           std::span<const LabelSet>(validation_.truth).subspan(begin, count)},
          std::span(validation_.probabilities).subspan(begin * classes, count * classes));
    }
    metrics.validation_loss = sum.loss / sum.weight;
    metrics.validation_accuracy = mean_average_precision(validation_);
    metrics.training_accuracy = mean_average_precision(seen_);
    seen_.truth.clear();
    seen_.probabilities.clear();
  }

  void keep() override {
    best_ = scaling_.undo(head_.weights());
    best_probabilities_ = validation_.probabilities;
  }

  TrainedMultiLabelHead result(TrainingCourse course) {
    validation_.probabilities = std::move(best_probabilities_);
    return {{std::move(course), std::move(best_), {}}, std::move(validation_)};
  }

 private:
  MultiLabelRows training_;
  std::vector<float> features_;  ///< of the validation rows
  SgdOptions sgd_;
  FeatureScaling scaling_;
  std::size_t size_;
  SigmoidHead head_;
  SigmoidHead judge_;        ///< the plain loss
  std::vector<float> rows_;  ///< of the batch
  std::vector<LabelSet> labels_;
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
