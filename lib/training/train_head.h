#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "training/softmax_head.h"

namespace resnext {

struct TrainingOptions {
  int epochs = 100;
  int batch_size = 256;
  double learning_rate = 0.1;
  double warmup_epochs = 2;  ///< in which the rate grows from 0, before it follows a cosine to 0
  SgdOptions sgd;
  double label_smoothing = 0.1;
  bool balanced = false;  ///< classes count alike, however many images each has
  int patience = 20;      ///< epochs without a better one after which it ends; 0: never
  std::uint64_t seed = 0;
};

/// Features of images and the class of each; all views of an image follow each other.
struct TrainingRows {
  std::vector<float> features;  ///< rows x size
  std::vector<int> classes;     ///< one a row
};

/// What one pass over the training images gave.
struct EpochMetrics {
  int epoch = 0;                 ///< from 1
  double learning_rate = 0;      ///< of its last step
  double training_loss = 0;      ///< mean while it learned, with smoothing and class weights
  double training_accuracy = 0;  ///< 0 to 1
  double validation_loss = 0;    ///< mean cross entropy, without smoothing or weights
  double validation_accuracy = 0;
  bool best = false;  ///< better than all before
};

struct TrainedHead {
  ClassifierWeights weights;  ///< of the best epoch, for features as they came
  std::vector<EpochMetrics> epochs;
  int best_epoch = 0;          ///< from 1
  std::vector<int> predicted;  ///< the best epoch's class of each validation row
  bool interrupted = false;    ///< `cancelled` ended it
  bool diverged = false;       ///< ended by a loss that was no number any more
};

/// Trains a softmax layer. The features are centred and scaled inside, and the weights that come
/// out take them as they are. An epoch is better if it classifies more validation rows, or as many
/// with a lower loss. Ends early, with the best so far, when `cancelled` says so; if no epoch was
/// finished by then, nothing is returned. `on_epoch` hears of each. The same bits for the same
/// rows, options and number of threads. Throws UsageError if the loss is no number any more in the
/// first epoch, std::invalid_argument for rows without features.
std::optional<TrainedHead> train_head(
    TrainingRows training, TrainingRows validation, std::size_t classes,
    const TrainingOptions& options, const std::function<bool()>& cancelled = {},
    const std::function<void(const EpochMetrics&)>& on_epoch = {});

}  // namespace resnext
