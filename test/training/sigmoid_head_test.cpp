// SPDX-License-Identifier: Apache-2.0
#include "training/sigmoid_head.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "models/synthetic_weights.h"

namespace resnext {
namespace {

constexpr std::size_t kRows = 60;
constexpr std::size_t kFeatures = 24;
constexpr std::size_t kClasses = 5;

struct Data {
  std::vector<float> features = std::vector<float>(kRows * kFeatures);
  std::vector<LabelSet> classes;

  Data() {
    fill_uniform(features, "features", -1.0F, 1.0F);
    for (std::size_t row = 0; row < kRows; ++row) {
      LabelSet& shown = classes.emplace_back();
      for (std::size_t c = 0; c < kClasses; ++c) {
        if ((row + c) % (c + 2) == 0) {
          shown.push_back(static_cast<int>(c));
        }
      }
    }
  }
};

double distance(std::span<const float> values, const nlohmann::json& golden) {
  double farthest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    farthest =
        std::max(farthest, std::abs(static_cast<double>(values[i]) - golden.at(i).get<double>()));
  }
  return farthest;
}

TEST_CASE("50 steps of a sigmoid layer give PyTorch's weights", "[training]") {
  const Data data;
  std::ifstream file(RESNEXT_TEST_DIR "/training/sigmoid_head_goldens.json");
  for (const nlohmann::json& golden : nlohmann::json::parse(file)) {
    SigmoidHead head(kClasses, kFeatures,
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
    CHECK(distance(head.weights().weight, golden.at("weight")) < 1e-4);
    CHECK(distance(head.weights().bias, golden.at("bias")) < 1e-4);
  }
}

TEST_CASE("an evaluation of a sigmoid layer gives probabilities and learns nothing", "[training]") {
  const Data data;
  SigmoidHead head(kClasses, kFeatures, {});
  for (int step = 0; step < 20; ++step) {
    head.learn({data.features, data.classes}, 0.5, {0.9, 0});
  }
  const std::vector<float> before = head.weights().weight;
  std::vector<float> probabilities(kRows * kClasses);
  const BatchLoss loss = head.evaluate({data.features, data.classes}, probabilities);
  CHECK(head.weights().weight == before);
  double sum = 0;
  std::size_t correct = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const bool shown =
        std::ranges::binary_search(data.classes[i / kClasses], static_cast<int>(i % kClasses));
    const auto p = static_cast<double>(probabilities[i]);
    sum -= std::log(shown ? p : 1 - p);
    correct += (p > 0.5) == shown ? 1 : 0;
  }
  CHECK(loss.loss == Approx(sum).epsilon(1e-4));
  CHECK(loss.correct == correct);
  CHECK(loss.rows == probabilities.size());
  CHECK_THROWS_AS(SigmoidHead(0, 4, {}), std::invalid_argument);
  CHECK_THROWS_AS(SigmoidHead(3, 4, {0, {1.0F}}), std::invalid_argument);
}

TEST_CASE("a sigmoid doesn't overflow", "[training]") {
  CHECK(sigmoid(0) == 0.5);
  CHECK(sigmoid(1000) == 1.0);
  CHECK(sigmoid(-1000) == 0.0);
  CHECK(sigmoid(-30) == Approx(std::exp(-30)).epsilon(1e-9));
}

}  // namespace
}  // namespace resnext
