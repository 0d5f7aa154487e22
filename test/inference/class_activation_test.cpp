// SPDX-License-Identifier: Apache-2.0
#include "inference/class_activation.h"

#include <array>
#include <catch2/catch.hpp>
#include <numeric>

#include "engine/engine.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

Network small_network(int input_size) {
  return build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 8}, 7),
                       input_size);
}

TEST_CASE("a map's mean plus the class's bias is the logit", "[inference]") {
  const int input_size = GENERATE(64, 97);
  const Network network = small_network(input_size);
  const SyntheticWeights weights(network);
  const BoundNetwork bound = bind_weights(network, weights.tensors(), "synthetic");
  const ClassifierWeights classifier = read_classifier(bound);
  const Engine engine(fold_batch_norm(bound), {.execution = {.threads = 1}});

  constexpr std::size_t kBatch = 2;
  const std::array taps = {FeatureLayer{"layer4"}};
  Session session = engine.make_session(kBatch, taps);
  std::vector<float> images(kBatch * 3 * static_cast<std::size_t>(input_size * input_size));
  fill_uniform(images, "images", -2, 2);
  std::vector<float> logits(kBatch * classifier.classes);
  session.run(images, logits);

  const int side = static_cast<int>(feature_shape(network, FeatureLayer{"layer4"}).back());
  const std::span<const float> maps = session.tapped(FeatureLayer{"layer4"});
  const std::size_t size = maps.size() / kBatch;
  float largest = 0;
  for (const float logit : logits) {
    largest = std::max(largest, std::abs(logit));
  }
  for (std::size_t image = 0; image < kBatch; ++image) {
    for (std::size_t index = 0; index < classifier.classes; ++index) {
      const HeatMap map =
          class_activation_map(maps.subspan(image * size, size), side, side, classifier.row(index));
      const double sum = std::accumulate(map.values.begin(), map.values.end(), 0.0);
      const double mean = sum / static_cast<double>(map.values.size());
      const double logit = static_cast<double>(logits[image * classifier.classes + index]);
      CHECK(mean + static_cast<double>(classifier.bias[index]) ==
            Approx(logit).margin(1e-5 * static_cast<double>(largest)).epsilon(0));
    }
  }
}

TEST_CASE("a map is the sum of channels weighted by the classifier's row", "[inference]") {
  const std::vector<float> maps = {1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60};
  const std::vector<float> row = {2, -0.5F};
  const HeatMap map = class_activation_map(maps, 3, 2, row);
  CHECK(map.width == 3);
  CHECK(map.values == std::vector<float>{-3, -6, -9, -12, -15, -18});
  CHECK_THROWS_AS(class_activation_map(maps, 2, 2, row), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
