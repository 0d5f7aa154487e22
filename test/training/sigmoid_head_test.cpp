// SPDX-License-Identifier: Apache-2.0
#include "training/sigmoid_head.h"

#include "training/head_golden.h"

namespace resnext {
namespace {

struct Data {
  std::vector<float> features = golden_features();
  std::vector<LabelSet> classes;

  Data() {
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

TEST_CASE("50 steps of a sigmoid layer give PyTorch's weights", "[training]") {
  const Data data;
  for (const nlohmann::json& golden : read_goldens("sigmoid_head_goldens.json")) {
    SigmoidHead head(kClasses, kFeatures,
                     {golden.at("label_smoothing"), golden.at("class_weights")});
    check_50_steps(golden, head, [&](double rate, const SgdOptions& options) {
      return head.learn({data.features, data.classes}, rate, options);
    });
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

}  // namespace
}  // namespace resnext
