// SPDX-License-Identifier: Apache-2.0
#include "training/softmax_head.h"

#include "training/head_golden.h"

namespace resnext {
namespace {

struct Data {
  std::vector<float> features = golden_features();
  std::vector<int> classes;

  Data() {
    for (std::size_t row = 0; row < kRows; ++row) {
      classes.push_back(static_cast<int>(row * row % 7 % kClasses));
    }
  }
};

TEST_CASE("50 steps give PyTorch's weights", "[training]") {
  const Data data;
  for (const nlohmann::json& golden : read_goldens("head_goldens.json")) {
    SoftmaxHead head(kClasses, kFeatures,
                     {golden.at("label_smoothing"), golden.at("class_weights")});
    check_50_steps(golden, head, [&](double rate, const SgdOptions& options) {
      return head.learn({data.features, data.classes}, rate, options);
    });
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
