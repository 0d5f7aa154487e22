// SPDX-License-Identifier: Apache-2.0
#include "training/training_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/random_order.h"
#include "training/learning_rate.h"

namespace resnext {
namespace {

enum class EpochEnd { kFinished, kCancelled, kDiverged };

/// The steps of a training, epoch after epoch.
class TrainingRun {
 public:
  TrainingRun(Learner& learner, const TrainingOptions& options)
      : learner_(&learner), options_(options) {
    const auto rows = static_cast<std::int64_t>(learner.rows());
    steps_an_epoch_ = (rows + options.batch_size - 1) / options.batch_size;
  }

  /// Adds the epoch to the course if it finishes.
  EpochEnd run_epoch(int epoch, const std::function<bool()>& cancelled) {
    EpochMetrics metrics;
    metrics.epoch = epoch;
    BatchLoss sum;
    const std::vector<std::size_t> order =
        random_order(learner_->rows(), options_.seed, static_cast<std::uint64_t>(epoch));
    const auto batch = static_cast<std::size_t>(options_.batch_size);
    for (std::size_t begin = 0; begin < order.size(); begin += batch) {
      if (cancelled && cancelled()) {
        return EpochEnd::kCancelled;
      }
      metrics.learning_rate = next_rate();
      sum += learner_->learn(std::span(order).subspan(begin, std::min(batch, order.size() - begin)),
                             metrics.learning_rate);
    }
    metrics.training_loss = sum.loss / sum.weight;
    metrics.training_accuracy = static_cast<double>(sum.correct) / static_cast<double>(sum.rows);
    learner_->judge(metrics);
    return add(metrics) ? EpochEnd::kFinished : EpochEnd::kDiverged;
  }

  TrainingCourse& course() { return course_; }

  bool is_stuck() const {
    return options_.patience > 0 &&
           course_.epochs.back().epoch - course_.best_epoch >= options_.patience;
  }

 private:
  double next_rate() {
    return learning_rate_at(
        step_++, steps_an_epoch_ * options_.epochs,
        static_cast<std::int64_t>(options_.warmup_epochs * static_cast<double>(steps_an_epoch_)),
        options_.learning_rate);
  }

  /// Returns false if a loss is no longer a number.
  bool add(EpochMetrics metrics) {
    if (!std::isfinite(metrics.training_loss) || !std::isfinite(metrics.validation_loss)) {
      return false;
    }
    const auto rank = [](const EpochMetrics& m) {
      return std::pair(m.validation_accuracy, -m.validation_loss);
    };
    metrics.best =
        course_.best_epoch == 0 ||
        rank(metrics) > rank(course_.epochs[static_cast<std::size_t>(course_.best_epoch - 1)]);
    if (metrics.best) {
      course_.best_epoch = metrics.epoch;
      learner_->keep();
    }
    course_.epochs.push_back(metrics);
    return true;
  }

  Learner* learner_;
  TrainingOptions options_;
  std::int64_t steps_an_epoch_ = 0;
  std::int64_t step_ = 0;
  TrainingCourse course_;
};

}  // namespace

TrainingCourse run_training(Learner& learner, const TrainingOptions& options,
                            const std::function<bool()>& cancelled,
                            const std::function<void(const EpochMetrics&)>& on_epoch) {
  TrainingRun run(learner, options);
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    const EpochEnd end = run.run_epoch(epoch, cancelled);
    run.course().interrupted = end == EpochEnd::kCancelled;
    run.course().diverged = end == EpochEnd::kDiverged;
    if (end == EpochEnd::kDiverged && epoch == 1) {
      throw UsageError(
          "training diverged in its first epoch: the loss is no longer a number. "
          "Choose a lower --learning-rate");
    }
    if (end != EpochEnd::kFinished) {
      break;
    }
    if (on_epoch) {
      on_epoch(run.course().epochs.back());
    }
    if (run.is_stuck()) {
      break;
    }
  }
  return std::move(run.course());
}

}  // namespace resnext
