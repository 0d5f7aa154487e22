// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "engine/goldens.h"
#include "models/classifier_weights.h"

namespace resnext {
namespace {

constexpr std::array kTaps = {FeatureLayer{"layer1"}, FeatureLayer{"layer2"},
                              FeatureLayer{"layer3"}, FeatureLayer{"layer4"}, FeatureLayer::kPool};

struct Run {
  std::vector<float> logits;
  std::map<FeatureLayer, std::vector<float>> features;
};

std::vector<float> copy(std::span<const float> values) { return {values.begin(), values.end()}; }

Run run_tapped(const Engine& engine, const Golden& expected, std::span<const FeatureLayer> taps) {
  Session session = engine.make_session(static_cast<int>(expected.logits.size()), taps);
  Run run;
  run.logits.resize(expected.logits.size() * expected.logits.front().size());
  session.run(input_of(expected), run.logits);
  for (const FeatureLayer layer : taps) {
    run.features[layer] = copy(session.tapped(layer));
  }
  return run;
}

TEST_CASE("each tapped layer's output matches PyTorch's", "[engine]") {
  for (const Golden& expected : read_goldens()) {
    INFO(expected.name);
    const Engine engine = make_engine(expected.network);
    const Run run = run_tapped(engine, expected, kTaps);
    for (const FeatureLayer layer : kTaps) {
      INFO(to_string(layer));
      const std::vector<float>& values = run.features.at(layer);
      const FeatureSample& sample = expected.features.at(to_string(layer));
      REQUIRE(values.size() ==
              expected.logits.size() *
                  static_cast<std::size_t>(element_count(feature_shape(expected.network, layer))));
      float largest = 0;
      for (const float value : values) {
        largest = std::max(largest, std::abs(value));
      }
      CHECK(static_cast<double>(largest) == Approx(sample.largest).epsilon(1e-5));
      for (std::size_t k = 0; k < sample.values.size(); ++k) {
        CHECK(static_cast<double>(values[sample.index(k, values.size())]) ==
              Approx(sample.values[k]).margin(1e-5 * sample.largest).epsilon(0));
      }
    }
  }
}

TEST_CASE("taps change neither logits nor the memory of sessions without them", "[engine]") {
  const Golden expected = golden("odd input size");
  const Engine engine = make_engine(expected.network);
  const Run plain = run_tapped(engine, expected, {});
  CHECK(run_tapped(engine, expected, kTaps).logits == plain.logits);
  const Session without = engine.make_session(2);
  const Session with = engine.make_session(2, kTaps);
  CHECK(without.steps().size() + kTaps.size() == with.steps().size());
  CHECK(without.arena_bytes() < with.arena_bytes());
}

TEST_CASE("a run to the taps stops there and gives the same outputs", "[engine]") {
  const Golden expected = golden("small stem");
  const Engine engine = make_engine(expected.network);
  const std::vector<float> images = input_of(expected);
  const Run whole = run_tapped(engine, expected, kTaps);
  for (const FeatureLayer layer : kTaps) {
    INFO(to_string(layer));
    Session session = engine.make_session(2, {{layer}});
    session.run_to_taps(images);
    CHECK(copy(session.tapped(layer)) == whole.features.at(layer));
    session.run_to_taps(images);
    CHECK(copy(session.tapped(layer)) == whole.features.at(layer));
  }
}

TEST_CASE("the classifier's weights turn the pooled vector into the logits", "[engine]") {
  const Golden expected = golden("small stem");
  const Engine engine = make_engine(expected.network);
  const Run run = run_tapped(engine, expected, kTaps);
  const SyntheticWeights weights(expected.network);
  const ClassifierWeights head =
      read_classifier(bind_weights(expected.network, weights.tensors(), "synthetic"));
  REQUIRE(head.classes == 10);
  REQUIRE(head.features == 2048);
  const std::vector<float>& pooled = run.features.at(FeatureLayer::kPool);
  const std::vector<float>& maps = run.features.at(FeatureLayer{"layer4"});
  const std::size_t pixels = maps.size() / pooled.size();
  for (std::size_t image = 0; image < 2; ++image) {
    for (std::size_t c = 0; c < head.classes; ++c) {
      double logit = static_cast<double>(head.bias[c]);
      double from_maps = logit;
      for (std::size_t i = 0; i < head.features; ++i) {
        const auto weight = static_cast<double>(head.row(c)[i]);
        const std::size_t channel = image * head.features + i;
        logit += weight * static_cast<double>(pooled[channel]);
        for (std::size_t p = 0; p < pixels; ++p) {
          from_maps += weight * static_cast<double>(maps[channel * pixels + p]) /
                       static_cast<double>(pixels);
        }
      }
      CHECK(static_cast<double>(run.logits[image * 10 + c]) == Approx(logit).margin(1e-4));
      CHECK(from_maps == Approx(logit).margin(1e-4));
    }
  }
}

TEST_CASE("layers that are not tapped are refused", "[engine]") {
  const Golden expected = golden("small stem");
  const Engine engine = make_engine(expected.network);
  const Session session = engine.make_session(1, {{FeatureLayer::kPool}});
  CHECK_THROWS_WITH(session.tapped(FeatureLayer{"layer4"}), Catch::Contains("layer4"));
  CHECK_THROWS_AS(engine.make_session(1, {{FeatureLayer::kLogits}}), std::invalid_argument);
  CHECK(parse_feature_layer("layer3") == FeatureLayer{"layer3"});
  CHECK(!parse_feature_layer("layer5"));
}

}  // namespace
}  // namespace resnext
