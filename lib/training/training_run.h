// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "training/linear_head.h"

// Epochs of gradient descent, whatever is learned.
namespace resnext {

struct TrainingOptions {
  int epochs = 100;
  int batch_size = 256;
  double learning_rate = 0.1;
  double warmup_epochs = 2;  ///< in which the rate grows from 0; then it follows a cosine to 0
  SgdOptions sgd;
  double label_smoothing = 0.1;
  bool balanced = false;  ///< classes count the same, however many images each has
  int patience = 20;      ///< epochs without improvement before training stops; 0: never
  std::uint64_t seed = 0;
};

/// The result of one pass over the training images.
struct EpochMetrics {
  int epoch = 0;                 ///< from 1
  double learning_rate = 0;      ///< of its last step
  double training_loss = 0;      ///< mean during the epoch, with smoothing and class weights
  double training_accuracy = 0;  ///< 0 to 1; what it counts: Learner::measure
  double validation_loss = 0;    ///< mean, without smoothing or weights
  double validation_accuracy = 0;
  bool best = false;  ///< better than all earlier ones
};

/// Learns from batches of rows, and is judged after each epoch.
class Learner {
 public:
  virtual ~Learner() = default;

  /// Returns the number of rows to learn from.
  virtual std::size_t rows() const = 0;

  /// Takes a step on some of the rows; returns the loss before it.
  virtual BatchLoss learn(std::span<const std::size_t> rows, double learning_rate) = 0;

  /// Fills in the validation's loss and accuracy, and the accuracy of training.
  virtual void judge(EpochMetrics& metrics) = 0;

  /// Keeps what the latest judge() saw as the best.
  virtual void keep() = 0;
};

/// How a training went.
struct TrainingCourse {
  std::vector<EpochMetrics> epochs;
  int best_epoch = 0;        ///< from 1; 0: none was finished
  bool interrupted = false;  ///< stopped by `cancelled`
  bool diverged = false;     ///< stopped because the loss was no longer a number
};

/// Trains: the rows in another order in each epoch. An epoch is better if its validation accuracy
/// is higher, or as high with a lower loss. Stops when `cancelled` returns true or after
/// options.patience epochs without a better one. Calls `on_epoch` after each. Throws UsageError if
/// the loss is not a number after the first epoch.
TrainingCourse run_training(Learner& learner, const TrainingOptions& options,
                            const std::function<bool()>& cancelled,
                            const std::function<void(const EpochMetrics&)>& on_epoch);

}  // namespace resnext
