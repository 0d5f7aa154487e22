// SPDX-License-Identifier: Apache-2.0
#include "training/train_head.h"

#include <algorithm>
#include <stdexcept>

#include "training/feature_scaling.h"
#include "training/softmax_head.h"

namespace resnext {
namespace {

constexpr std::size_t kRowsAtOnce = 4096;  // of an evaluation

/// Returns weights inverse to the classes' numbers of rows, 1 on average over the rows.
std::vector<float> balanced_weights(std::span<const int> classes, std::size_t count) {
  std::vector<std::size_t> rows(count);
  for (const int index : classes) {
    ++rows[static_cast<std::size_t>(index)];
  }
  std::vector<float> weights;
  for (const std::size_t of_class : rows) {
    weights.push_back(of_class == 0 ? 0.0F
                                    : static_cast<float>(static_cast<double>(classes.size()) /
                                                         static_cast<double>(count * of_class)));
  }
  return weights;
}

class SoftmaxLearner : public Learner {
 public:
  SoftmaxLearner(TrainingRows training, TrainingRows validation, std::size_t classes,
                 const TrainingOptions& options)
      : training_(std::move(training)),
        validation_(std::move(validation)),
        sgd_(options.sgd),
        scaling_(scaling_of(training_.features, training_.classes.size())),
        size_(scaling_.mean.size()),
        head_(classes, size_,
              {options.label_smoothing, options.balanced
                                            ? balanced_weights(training_.classes, classes)
                                            : std::vector<float>()}),
        judge_(classes, size_, {}),
        predicted_(validation_.classes.size()) {
    scaling_.apply(training_.features);
    scaling_.apply(validation_.features);
  }

  std::size_t rows() const override { return training_.classes.size(); }

  BatchLoss learn(std::span<const std::size_t> rows, double learning_rate) override {
    rows_.resize(rows.size() * size_);
    classes_.resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::copy_n(training_.features.data() + rows[i] * size_, size_, rows_.data() + i * size_);
      classes_[i] = training_.classes[rows[i]];
    }
    return head_.learn({rows_, classes_}, learning_rate, sgd_);
  }

  void judge(EpochMetrics& metrics) override {
    judge_.assign(head_.weights());
    BatchLoss sum;
    for (std::size_t begin = 0; begin < predicted_.size(); begin += kRowsAtOnce) {
      const std::size_t count = std::min(kRowsAtOnce, predicted_.size() - begin);
      sum += judge_.evaluate(
          {std::span<const float>(validation_.features).subspan(begin * size_, count * size_),
           std::span<const int>(validation_.classes).subspan(begin, count)},
          std::span(predicted_).subspan(begin, count));
    }
    metrics.validation_loss = sum.loss / sum.weight;
    metrics.validation_accuracy = static_cast<double>(sum.correct) / static_cast<double>(sum.rows);
  }

  void keep() override {
    best_ = scaling_.undo(head_.weights());
    best_predicted_ = predicted_;
  }

  TrainedHead result(TrainingCourse course) {
    return {std::move(course), std::move(best_), std::move(best_predicted_)};
  }

 private:
  TrainingRows training_;
  TrainingRows validation_;
  SgdOptions sgd_;
  FeatureScaling scaling_;
  std::size_t size_;
  SoftmaxHead head_;
  SoftmaxHead judge_;        ///< the plain loss
  std::vector<float> rows_;  ///< of the batch
  std::vector<int> classes_;
  std::vector<int> predicted_;  ///< for the validation rows
  ClassifierWeights best_;
  std::vector<int> best_predicted_;
};

}  // namespace

std::optional<TrainedHead> train_head(TrainingRows training, TrainingRows validation,
                                      std::size_t classes, const TrainingOptions& options,
                                      const std::function<bool()>& cancelled,
                                      const std::function<void(const EpochMetrics&)>& on_epoch) {
  if (training.classes.empty() || validation.classes.empty() || training.features.empty()) {
    throw std::invalid_argument("training needs images to train on and images to validate with");
  }
  SoftmaxLearner learner(std::move(training), std::move(validation), classes, options);
  TrainingCourse course = run_training(learner, options, cancelled, on_epoch);
  if (course.best_epoch == 0) {
    return std::nullopt;
  }
  return learner.result(std::move(course));
}

}  // namespace resnext
