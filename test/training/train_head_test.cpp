// SPDX-License-Identifier: Apache-2.0
#include "training/train_head.h"

#include "training/learning_rate.h"
#include "training/softmax_head.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/error.h"
#include "base/random_order.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

/// Returns rows around one point per class, far from 0 and of very different scales, as features
/// may be.
TrainingRows rows_around_points(std::size_t count, const char* name, std::size_t features = 12) {
  TrainingRows rows;
  rows.features.resize(count * features);
  fill_uniform(rows.features, name, -1.0F, 1.0F);
  for (std::size_t row = 0; row < count; ++row) {
    rows.classes.push_back(static_cast<int>(row % 3));
    for (std::size_t i = 0; i < features; ++i) {
      float& value = rows.features[row * features + i];
      value = 5 + value * (i < 2 ? 100.0F : 0.5F) + (i % 3 == row % 3 ? 1.0F : 0.0F);
    }
  }
  return rows;
}

TEST_CASE("training learns, and the same seed gives the same bits", "[training]") {
  const TrainingRows training = rows_around_points(240, "training");
  const TrainingRows validation = rows_around_points(90, "validation");
  TrainingOptions options;
  options.epochs = 40;
  options.batch_size = 32;
  const auto first = train_head(training, validation, 3, options);
  const auto second = train_head(training, validation, 3, options);
  REQUIRE(first);
  CHECK(first->weights.weight == second->weights.weight);
  CHECK(first->weights.bias == second->weights.bias);
  options.seed = 7;
  CHECK(train_head(training, validation, 3, options)->weights.weight != first->weights.weight);

  const EpochMetrics& best = first->epochs[static_cast<std::size_t>(first->best_epoch - 1)];
  CHECK(best.best);
  CHECK(best.validation_accuracy > 0.9);
  // The weights are the best epoch's, for unscaled features.
  SoftmaxHead judge(3, 12, {});
  judge.assign(first->weights);
  std::vector<int> predicted(validation.classes.size());
  const BatchLoss loss = judge.evaluate({validation.features, validation.classes}, predicted);
  CHECK(static_cast<double>(loss.correct) / 90 == Approx(best.validation_accuracy));
  CHECK(loss.loss / loss.weight == Approx(best.validation_loss).margin(1e-3));
  CHECK(predicted == first->predicted);
  for (const EpochMetrics& epoch : first->epochs) {
    CHECK(epoch.validation_accuracy <= best.validation_accuracy);
  }
}

TEST_CASE("training stops without improvement or when cancelled", "[training]") {
  const TrainingRows training = rows_around_points(60, "training");
  const TrainingRows validation = rows_around_points(30, "validation");
  TrainingOptions options;
  options.epochs = 500;
  options.patience = 3;
  const auto early = train_head(training, validation, 3, options);
  CHECK(early->epochs.size() < 500);
  CHECK(static_cast<int>(early->epochs.size()) == early->best_epoch + 3);
  CHECK(!early->interrupted);

  options.patience = 0;
  int heard = 0;
  const auto told = train_head(
      training, validation, 3, options, [&heard] { return heard == 4; },
      [&heard](const EpochMetrics&) { ++heard; });
  CHECK(told->interrupted);
  CHECK(told->epochs.size() == 4);
  CHECK(!train_head(training, validation, 3, options, [] { return true; }));
  CHECK_THROWS_AS(train_head({}, validation, 3, options), std::invalid_argument);
}

TEST_CASE("divergence is reported and is never the best epoch", "[training]") {
  const TrainingRows training = rows_around_points(60, "training");
  const TrainingRows validation = rows_around_points(30, "validation");
  TrainingOptions options;
  options.learning_rate = std::numeric_limits<double>::max();
  CHECK_THROWS_AS(train_head(training, validation, 3, options), UsageError);
  options.learning_rate = 1000;  // 1 in the first epoch, 2 in the second
  options.warmup_epochs = 1000;
  options.epochs = 1000;
  options.sgd.weight_decay = 1;
  options.patience = 0;
  const auto diverged = train_head(training, validation, 3, options);
  REQUIRE(diverged);
  CHECK(diverged->diverged);
  CHECK_FALSE(diverged->interrupted);
  CHECK(diverged->epochs.size() < 1000);
  CHECK(std::isfinite(diverged->epochs.back().validation_loss));
}

TEST_CASE("balanced class weights help a rare class", "[training]") {
  // One weak feature: only the class weights decide the answer in the middle.
  TrainingRows training;
  for (int i = 0; i < 110; ++i) {
    training.features.push_back(static_cast<float>(i % 11));
    training.classes.push_back(i < 100 ? 0 : 1);
  }
  TrainingOptions options;
  options.epochs = 60;
  const auto plain = train_head(training, training, 2, options);
  options.balanced = true;
  const auto balanced = train_head(training, training, 2, options);
  CHECK(balanced->weights.bias[1] - balanced->weights.bias[0] >
        plain->weights.bias[1] - plain->weights.bias[0] + 0.5F);
}

TEST_CASE("the learning rate warms up and follows a cosine", "[training]") {
  CHECK(learning_rate_at(0, 100, 10, 0.5) == Approx(0.05));
  CHECK(learning_rate_at(9, 100, 10, 0.5) == Approx(0.5));
  CHECK(learning_rate_at(10, 100, 10, 0.5) == Approx(0.5));
  CHECK(learning_rate_at(55, 100, 10, 0.5) == Approx(0.25));
  CHECK(learning_rate_at(100, 100, 10, 0.5) == Approx(0).margin(1e-12));
  CHECK(learning_rate_at(0, 10, 0, 0.5) == Approx(0.5));
}

TEST_CASE("a random order is a permutation that depends on its stream", "[training]") {
  std::vector<std::size_t> order = random_order(1000, 1, 1);
  CHECK(order == random_order(1000, 1, 1));
  CHECK(order != random_order(1000, 1, 2));
  CHECK(order != random_order(1000, 2, 1));
  std::sort(order.begin(), order.end());
  std::vector<std::size_t> sorted(1000);
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  CHECK(order == sorted);
}

}  // namespace
}  // namespace resnext
