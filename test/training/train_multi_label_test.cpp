// SPDX-License-Identifier: Apache-2.0
#include "training/train_multi_label.h"

#include <algorithm>
#include <sstream>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "training/multi_label_set.h"

namespace resnext {
namespace {

/// Rows of two features; class 0 is shown where the first is positive, class 1 where the second is.
MultiLabelRows separable(int rows, int salt) {
  MultiLabelRows data;
  for (int i = 0; i < rows; ++i) {
    const float x = static_cast<float>((i * 37 + salt) % 101) - 50.0F;
    const float y = static_cast<float>((i * 53 + salt * 7) % 97) - 48.0F;
    data.features.insert(data.features.end(), {x, y});
    LabelSet shown;
    if (x > 0) shown.push_back(0);
    if (y > 0) shown.push_back(1);
    data.labels.push_back(shown);
  }
  return data;
}

TEST_CASE("classes that don't exclude each other are learned beside each other", "[training]") {
  TrainingOptions options;
  options.epochs = 60;
  options.batch_size = 16;
  options.label_smoothing = 0;
  std::vector<EpochMetrics> seen;
  const auto trained =
      train_multi_label(separable(200, 1), separable(80, 5), 2, options, {},
                        [&seen](const EpochMetrics& epoch) { seen.push_back(epoch); });
  REQUIRE(trained);
  CHECK(trained->head.best_epoch >= 1);
  CHECK(seen.size() == trained->head.epochs.size());
  CHECK(mean_average_precision(trained->validation) > 0.99);
  CHECK(trained->head.epochs[static_cast<std::size_t>(trained->head.best_epoch - 1)]
            .validation_accuracy == mean_average_precision(trained->validation));
  const std::vector<double> thresholds = best_thresholds(trained->validation);
  REQUIRE(thresholds.size() == 2);
  const std::vector<Label> labels = {{"right", "", {}}, {"up", "", {}}};
  const MultiLabelMeasures measures = measure(trained->validation, labels, thresholds);
  CHECK(measures.macro_f1 > 0.95);
  const auto again = train_multi_label(separable(200, 1), separable(80, 5), 2, options);
  CHECK(again->head.weights.weight == trained->head.weights.weight);
  CHECK_FALSE(
      train_multi_label(separable(200, 1), separable(80, 5), 2, options, [] { return true; }));
  CHECK_THROWS_AS(train_multi_label({}, separable(8, 1), 2, options), std::invalid_argument);
}

TEST_CASE("balanced classes weigh images that show them", "[training]") {
  MultiLabelRows rare = separable(300, 3);
  for (std::size_t i = 0; i < rare.labels.size(); ++i) {  // class 1 is rare and hard to tell
    rare.labels[i] = rare.features[2 * i + 1] > 30 && i % 3 == 0 ? LabelSet{1} : LabelSet{};
  }
  TrainingOptions options;
  options.epochs = 40;
  options.batch_size = 32;
  options.label_smoothing = 0;
  const auto mean_of_class_1 = [&](bool balanced) {
    options.balanced = balanced;
    const auto trained = train_multi_label(rare, rare, 2, options);
    double sum = 0;
    for (const ScoredImage& image : scores_of(trained->validation, 1)) {
      sum += static_cast<double>(image.score);
    }
    return sum / static_cast<double>(rare.labels.size());
  };
  const double plain = mean_of_class_1(false);
  const double balanced = mean_of_class_1(true);
  CAPTURE(plain, balanced);
  CHECK(plain < 0.15);
  CHECK(balanced > 2 * plain);
}

TEST_CASE("a split has images of each class on both sides", "[training]") {
  std::vector<LabelSet> labels;
  for (int i = 0; i < 200; ++i) {
    LabelSet shown;
    if (i % 2 == 0) shown.push_back(0);
    if (i % 10 == 0) shown.push_back(1);
    if (i == 7 || i == 8) shown.push_back(2);  // rare
    labels.push_back(shown);
  }
  const Split split = multi_label_split(labels, 3, 0.2, 1);
  CHECK(split.training.size() + split.validation.size() == labels.size());
  CHECK(std::ranges::is_sorted(split.validation));
  std::vector<int> held_back(3);
  for (const std::size_t image : split.validation) {
    for (const int c : labels[image]) {
      ++held_back[static_cast<std::size_t>(c)];
    }
  }
  CHECK(held_back[0] == 20);
  CHECK(held_back[1] == 4);
  CHECK(held_back[2] == 1);
  CHECK(split.validation.size() > 35);
  CHECK(split.validation.size() < 45);
  CHECK(multi_label_split(labels, 3, 0.2, 1).validation == split.validation);
  CHECK(multi_label_split(labels, 3, 0.2, 2).validation != split.validation);
}

}  // namespace
}  // namespace resnext
