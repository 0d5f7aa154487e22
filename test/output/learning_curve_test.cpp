// SPDX-License-Identifier: Apache-2.0
#include "output/pages/learning_curve.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

std::vector<EpochMetrics> epochs_of(const std::vector<double>& accuracies) {
  std::vector<EpochMetrics> epochs;
  for (const double accuracy : accuracies) {
    EpochMetrics& epoch = epochs.emplace_back();
    epoch.epoch = static_cast<int>(epochs.size());
    epoch.training_accuracy = epoch.validation_accuracy = accuracy;
    epoch.training_loss = epoch.validation_loss = 3 - 2.9 * accuracy;
  }
  return epochs;
}

TEST_CASE("the grid of a learning curve has round numbers", "[output]") {
  const auto epochs = epochs_of({0.756, 0.9, 0.9725});
  const std::string accuracy = learning_curve_svg(epochs, 3, true);
  for (const char* label : {">75 %<", ">80 %<", ">95 %<", ">100 %<"}) {
    CHECK_THAT(accuracy, Catch::Contains(label));
  }
  CHECK_THAT(accuracy, !Catch::Contains(">105 %<"));
  const std::string loss = learning_curve_svg(epochs, 3, false);
  CHECK_THAT(loss, Catch::Contains(">0<") && Catch::Contains(">0.8<"));
}

TEST_CASE("flat learning curves and single epochs are drawn", "[output]") {
  for (const auto& values : {std::vector{1.0, 1.0}, std::vector{0.0}, std::vector{0.3}}) {
    for (const bool accuracy : {true, false}) {
      const std::string svg = learning_curve_svg(epochs_of(values), 1, accuracy);
      CHECK_THAT(svg, !Catch::Contains("nan") && !Catch::Contains("inf"));
      CHECK_THAT(svg, Catch::Contains("class=\"best\"") && Catch::Contains("class=\"grid\""));
    }
  }
}

}  // namespace
}  // namespace resnext
