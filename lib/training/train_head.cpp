// SPDX-License-Identifier: Apache-2.0
#include "training/train_head.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/error.h"
#include "base/random_order.h"
#include "training/feature_scaling.h"
#include "training/learning_rate.h"

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

enum class EpochEnd { kFinished, kCancelled, kDiverged };

class TrainingRun {
 public:
  TrainingRun(TrainingRows training, TrainingRows validation, std::size_t classes,
              const TrainingOptions& options)
      : training_(std::move(training)),
        validation_(std::move(validation)),
        options_(options),
        scaling_(scaling_of(training_.features, training_.classes.size())),
        size_(scaling_.mean.size()),
        head_(classes, size_,
              {options.label_smoothing, options.balanced
                                            ? balanced_weights(training_.classes, classes)
                                            : std::vector<float>()}),
        judge_(classes, size_, {}) {
    scaling_.apply(training_.features);
    scaling_.apply(validation_.features);
    const auto rows = static_cast<std::int64_t>(training_.classes.size());
    steps_an_epoch_ = (rows + options.batch_size - 1) / options.batch_size;
    result_.predicted.resize(validation_.classes.size());
  }

  /// Adds the epoch to the result if it finishes.
  EpochEnd run_epoch(int epoch, const std::function<bool()>& cancelled) {
    EpochMetrics metrics;
    metrics.epoch = epoch;
    BatchLoss sum;
    const std::vector<std::size_t> order =
        random_order(training_.classes.size(), options_.seed, static_cast<std::uint64_t>(epoch));
    const auto batch = static_cast<std::size_t>(options_.batch_size);
    for (std::size_t begin = 0; begin < order.size(); begin += batch) {
      if (cancelled && cancelled()) {
        return EpochEnd::kCancelled;
      }
      metrics.learning_rate = learning_rate_at(
          step_++, steps_an_epoch_ * options_.epochs,
          static_cast<std::int64_t>(options_.warmup_epochs * static_cast<double>(steps_an_epoch_)),
          options_.learning_rate);
      gather(std::span(order).subspan(begin, std::min(batch, order.size() - begin)));
      sum += head_.learn({rows_, classes_}, metrics.learning_rate, options_.sgd);
    }
    metrics.training_loss = sum.loss / sum.weight;
    metrics.training_accuracy = static_cast<double>(sum.correct) / static_cast<double>(sum.rows);
    return validate(metrics) ? EpochEnd::kFinished : EpochEnd::kDiverged;
  }

  TrainedHead& result() { return result_; }

  bool is_stuck() const {
    return options_.patience > 0 &&
           result_.epochs.back().epoch - result_.best_epoch >= options_.patience;
  }

 private:
  void gather(std::span<const std::size_t> chosen) {
    rows_.resize(chosen.size() * size_);
    classes_.resize(chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      std::copy_n(training_.features.data() + chosen[i] * size_, size_, rows_.data() + i * size_);
      classes_[i] = training_.classes[chosen[i]];
    }
  }

  /// Returns false if a loss is no longer a number.
  bool validate(EpochMetrics& metrics) {
    judge_.assign(head_.weights());
    BatchLoss sum;
    std::vector<int> predicted(validation_.classes.size());
    for (std::size_t begin = 0; begin < predicted.size(); begin += kRowsAtOnce) {
      const std::size_t count = std::min(kRowsAtOnce, predicted.size() - begin);
      sum += judge_.evaluate(
          {std::span<const float>(validation_.features).subspan(begin * size_, count * size_),
           std::span<const int>(validation_.classes).subspan(begin, count)},
          std::span(predicted).subspan(begin, count));
    }
    metrics.validation_loss = sum.loss / sum.weight;
    metrics.validation_accuracy = static_cast<double>(sum.correct) / static_cast<double>(sum.rows);
    if (!std::isfinite(metrics.training_loss) || !std::isfinite(metrics.validation_loss)) {
      return false;
    }
    const auto rank = [](const EpochMetrics& m) {
      return std::pair(m.validation_accuracy, -m.validation_loss);
    };
    metrics.best =
        result_.best_epoch == 0 ||
        rank(metrics) > rank(result_.epochs[static_cast<std::size_t>(result_.best_epoch - 1)]);
    if (metrics.best) {
      result_.best_epoch = metrics.epoch;
      result_.weights = scaling_.undo(head_.weights());
      result_.predicted = std::move(predicted);
    }
    result_.epochs.push_back(metrics);
    return true;
  }

  TrainingRows training_;
  TrainingRows validation_;
  TrainingOptions options_;
  FeatureScaling scaling_;
  std::size_t size_;
  SoftmaxHead head_;
  SoftmaxHead judge_;  ///< the plain loss
  std::int64_t steps_an_epoch_ = 0;
  std::int64_t step_ = 0;
  std::vector<float> rows_;  ///< of the batch
  std::vector<int> classes_;
  TrainedHead result_;
};

}  // namespace

std::optional<TrainedHead> train_head(TrainingRows training, TrainingRows validation,
                                      std::size_t classes, const TrainingOptions& options,
                                      const std::function<bool()>& cancelled,
                                      const std::function<void(const EpochMetrics&)>& on_epoch) {
  if (training.classes.empty() || validation.classes.empty() || training.features.empty()) {
    throw std::invalid_argument("training needs images to train on and images to validate with");
  }
  TrainingRun run(std::move(training), std::move(validation), classes, options);
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    const EpochEnd end = run.run_epoch(epoch, cancelled);
    run.result().interrupted = end == EpochEnd::kCancelled;
    run.result().diverged = end == EpochEnd::kDiverged;
    if (end == EpochEnd::kDiverged && epoch == 1) {
      throw UsageError(
          "training diverged in its first epoch: the loss is no longer a number. "
          "Choose a lower --learning-rate");
    }
    if (end != EpochEnd::kFinished) {
      break;
    }
    if (on_epoch) {
      on_epoch(run.result().epochs.back());
    }
    if (run.is_stuck()) {
      break;
    }
  }
  if (run.result().best_epoch == 0) {
    return std::nullopt;
  }
  return std::move(run.result());
}

}  // namespace resnext
