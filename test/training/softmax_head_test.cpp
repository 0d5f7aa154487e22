// SPDX-License-Identifier: Apache-2.0
#include "training/softmax_head.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "models/synthetic_weights.h"

namespace resnext {
namespace {

constexpr std::size_t kRows = 60;
constexpr std::size_t kFeatures = 24;
constexpr std::size_t kClasses = 5;

struct Data {
  std::vector<float> features = std::vector<float>(kRows * kFeatures);
  std::vector<int> classes;

  Data() {
    fill_uniform(features, "features", -1.0F, 1.0F);
    for (std::size_t row = 0; row < kRows; ++row) {
      classes.push_back(static_cast<int>(row * row % 7 % kClasses));
    }
  }
};

TEST_CASE("50 steps give PyTorch's weights", "[training]") {
  const Data data;
  std::ifstream file(RESNEXT_TEST_DIR "/training/head_goldens.json");
  for (const nlohmann::json& golden : nlohmann::json::parse(file)) {
    SoftmaxHead head(kClasses, kFeatures,
                     {golden.at("label_smoothing"), golden.at("class_weights")});
    const SgdOptions options = {golden.at("momentum"), golden.at("weight_decay")};
    std::vector<double> losses;
    for (int step = 0; step < 50; ++step) {
      const BatchLoss loss =
          head.learn({data.features, data.classes}, golden.at("learning_rate"), options);
      losses.push_back(loss.loss / loss.weight);
    }
    CHECK(losses.front() == Approx(golden.at("losses").at(0).get<double>()).margin(1e-5));
    CHECK(losses.back() == Approx(golden.at("losses").at(1).get<double>()).margin(1e-5));
    double farthest = 0;
    for (std::size_t i = 0; i < kClasses * kFeatures; ++i) {
      farthest = std::max(farthest, std::abs(static_cast<double>(head.weights().weight[i]) -
                                             golden.at("weight").at(i).get<double>()));
    }
    for (std::size_t i = 0; i < kClasses; ++i) {
      farthest = std::max(farthest, std::abs(static_cast<double>(head.weights().bias[i]) -
                                             golden.at("bias").at(i).get<double>()));
    }
    CHECK(farthest < 1e-4);
    CAPTURE(farthest);
  }
}

TEST_CASE("an evaluation counts without changing weights", "[training]") {
  const Data data;
  SoftmaxHead head(kClasses, kFeatures, {});
  for (int step = 0; step < 100; ++step) {
    head.learn({data.features, data.classes}, 0.5, {0.9, 0});
  }
  const std::vector<float> before = head.weights().weight;
  std::vector<int> predicted(kRows);
  const BatchLoss loss = head.evaluate({data.features, data.classes}, predicted);
  CHECK(head.weights().weight == before);
  CHECK(loss.rows == kRows);
  std::size_t correct = 0;
  for (std::size_t row = 0; row < kRows; ++row) {
    correct += predicted[row] == data.classes[row] ? 1 : 0;
  }
  CHECK(loss.correct == correct);
  CHECK(correct > kRows / 2);  // better than chance
  CHECK_THROWS_AS(SoftmaxHead(1, 4, {}), std::invalid_argument);
  CHECK_THROWS_AS(SoftmaxHead(3, 4, {0, {1.0F}}), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
