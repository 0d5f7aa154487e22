// SPDX-License-Identifier: Apache-2.0
#include "training/train_head.h"

#include <algorithm>
#include <stdexcept>

#include "training/scaled_features.h"
#include "training/softmax_head.h"

namespace resnext {
namespace {

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
      : classes_(std::move(training.classes)),
        truth_(std::move(validation.classes)),
        sgd_(options.sgd),
        features_(std::move(training.features), classes_.size(), std::move(validation.features)),
        head_(classes, features_.size(),
              {options.label_smoothing,
               options.balanced ? balanced_weights(classes_, classes) : std::vector<float>()}),
        judge_(classes, features_.size(), {}),
        predicted_(truth_.size()) {}

  std::size_t rows() const override { return classes_.size(); }

  BatchLoss learn(std::span<const std::size_t> rows, double learning_rate) override {
    std::vector<int> classes;
    for (const std::size_t row : rows) {
      classes.push_back(classes_[row]);
    }
    return head_.learn({features_.gather(rows), classes}, learning_rate, sgd_);
  }

  void judge(EpochMetrics& metrics) override {
    judge_.assign(head_.weights());
    BatchLoss sum;
    features_.for_each_validation_part(
        [&](std::span<const float> rows, std::size_t begin, std::size_t count) {
          sum += judge_.evaluate({rows, std::span(truth_).subspan(begin, count)},
                                 std::span(predicted_).subspan(begin, count));
        });
    metrics.validation_loss = sum.loss / sum.weight;
    metrics.validation_accuracy = static_cast<double>(sum.correct) / static_cast<double>(sum.rows);
  }

  void keep() override {
    best_ = features_.unscaled(head_.weights());
    best_predicted_ = predicted_;
  }

  TrainedHead result(TrainingCourse course) {
    return {std::move(course), std::move(best_), std::move(best_predicted_)};
  }

 private:
  std::vector<int> classes_;  ///< of the training rows
  std::vector<int> truth_;    ///< the classes of the validation rows
  SgdOptions sgd_;
  ScaledFeatures features_;
  SoftmaxHead head_;
  SoftmaxHead judge_;           ///< the plain loss
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
