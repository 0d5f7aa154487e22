// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "engine/goldens.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

/// Returns the largest difference from PyTorch's f64 logits, relative to the largest of these.
double relative_error(const std::vector<float>& logits,
                      const std::vector<std::vector<double>>& expected) {
  double largest = 0;
  double difference = 0;
  std::size_t i = 0;
  for (const std::vector<double>& row : expected) {
    for (const double value : row) {
      largest = std::max(largest, std::abs(value));
      difference = std::max(difference, std::abs(value - static_cast<double>(logits.at(i++))));
    }
  }
  return difference / largest;
}

TEST_CASE("all built-in architectures give PyTorch's logits", "[engine]") {
  for (const Golden& expected : read_goldens()) {
    INFO(expected.name);
    const Engine engine = make_engine(expected.network);
    const std::vector<float> images = input_of(expected);
    const auto batch = static_cast<int>(expected.logits.size());
    std::vector<float> logits(expected.logits.size() *
                              static_cast<std::size_t>(engine.num_classes()));
    engine.make_session(batch).run(images, logits);
    CHECK(relative_error(logits, expected.logits) < 1e-5);
  }
}

TEST_CASE("sessions can be rerun, and any batch size gives the same logits", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const Engine engine = make_engine(expected.network);
  const std::vector<float> two = input_of(expected);
  for (const int batch : {1, 2, 3, 5, 8}) {
    INFO("batch " << batch);
    std::vector<float> images;
    std::vector<std::vector<double>> rows;
    for (int i = 0; i < batch; ++i) {
      const auto image = static_cast<std::size_t>(i % 2);
      images.insert(images.end(),
                    two.begin() + static_cast<std::ptrdiff_t>(image * expected.image_size()),
                    two.begin() + static_cast<std::ptrdiff_t>((image + 1) * expected.image_size()));
      rows.push_back(expected.logits[image]);
    }
    Session session = engine.make_session(batch);
    for (int repeat = 0; repeat < 2; ++repeat) {
      std::vector<float> logits(rows.size() * 10);
      session.run(images, logits);
      CHECK(relative_error(logits, rows) < 1e-5);
    }
  }
}

TEST_CASE("the caller's input is not modified", "[engine]") {
  const Golden expected = golden("small stem");
  const Engine engine = make_engine(expected.network);
  const std::vector<float> images = input_of(expected);
  std::vector<float> copy = images;
  std::vector<float> logits(20);
  engine.make_session(2).run(copy, logits);
  CHECK(copy == images);
}

TEST_CASE("weights are announced, packed once and released in order", "[engine]") {
  const Network network =
      build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 8, .base_width = 8}, 10), 64);
  const SyntheticWeights weights(network);
  std::vector<const std::byte*> before;
  std::vector<const std::byte*> after;
  const Engine engine(
      fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic")),
      {.packing = {.before_reading = [&](const TensorView& view) { before.push_back(view.data); },
                   .after_reading = [&](const TensorView& view) { after.push_back(view.data); }}});
  CHECK(before.size() == 18);  // 17 convolutions (four of them shortcuts) and the linear layer
  CHECK(before == after);
  CHECK(engine.packed_bytes() >= static_cast<std::size_t>(parameter_count(network)) * 3);
}

TEST_CASE("ReLU and the residual sum take no separate steps", "[engine]") {
  const Network network =
      build_network(resnet({.layers = {2, 2, 6, 2}, .cardinality = 8, .base_width = 32}, 10), 64);
  // The scratch memory of custom kernels would be as large as these small activations.
  const Engine engine = make_engine(network, {.execution = {.kernels = KernelChoice::kOneDnn}});
  Session session = engine.make_session(1);
  std::size_t reorders = 0;
  for (const StepReport& step : session.steps()) {
    CHECK(!step.kernel.empty());
    reorders += step.node.starts_with("reorder") ? 1 : 0;
  }
  CHECK(session.steps().size() - reorders == network.nodes.size());
  CHECK(reorders <= 3);  // layouts are kept from layer to layer
  std::size_t all_activations = 0;
  const std::vector<int> sizes = output_sizes(network);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    all_activations +=
        static_cast<std::size_t>(sizes[i] * sizes[i] * network.nodes[i].out_channels) * 4;
  }
  // One arena, reused. On Arm, oneDNN needs scratch memory of its own.
  CHECK(session.arena_bytes() < all_activations / 3);
}

TEST_CASE("custom kernels and oneDNN give the same logits", "[engine]") {
  const Network network =
      build_network(resnet({.layers = {2, 2, 1, 1}, .cardinality = 4, .base_width = 64}, 10), 128);
  const Engine own = make_engine(network);
  const Engine other = make_engine(network, {.execution = {.kernels = KernelChoice::kOneDnn}});
  const int batch = GENERATE(1, 3);
  Session own_session = own.make_session(batch);
  Session other_session = other.make_session(batch);
  const auto ours = [](const Session& session) {
    return std::count_if(session.steps().begin(), session.steps().end(),
                         [](const StepReport& step) {
                           return step.kernel.starts_with("winograd:") || step.kernel == "amx";
                         });
  };
  CHECK(ours(other_session) == 0);
  if (ours(own_session) == 0) {
    WARN("SKIPPED: no custom kernel is made for this CPU");
    return;
  }
  // With Winograd layer1's two and layer2's second 3x3 convolution; with AMX all but the stem.
  CHECK((ours(own_session) == 3 || ours(own_session) == 22));
  const auto count = static_cast<std::size_t>(batch);
  std::vector<float> images(count * 3 * 128 * 128);
  fill_uniform(images, "input", -2.0F, 2.0F);
  std::vector<float> logits(count * 10);
  std::vector<float> expected(count * 10);
  own_session.run(images, logits);
  other_session.run(images, expected);
  CHECK(logits != expected);  // otherwise the same kernels ran
  const float largest =
      std::abs(*std::max_element(expected.begin(), expected.end(),
                                 [](float a, float b) { return std::abs(a) < std::abs(b); }));
  for (std::size_t i = 0; i < logits.size(); ++i) {
    CHECK(logits[i] == Approx(expected[i]).margin(1e-5 * static_cast<double>(largest)).epsilon(0));
  }
}

TEST_CASE("buffers of the wrong size are refused", "[engine]") {
  const Engine engine = make_engine(
      build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 8, .base_width = 8}, 10), 64));
  Session session = engine.make_session(1);
  std::vector<float> images(3 * 64 * 64);
  std::vector<float> logits(9);
  CHECK_THROWS_WITH(session.run(images, logits), Catch::Contains("10") && Catch::Contains("9"));
  logits.resize(10);
  images.pop_back();
  CHECK_THROWS_WITH(session.run(images, logits),
                    Catch::Contains("12288") && Catch::Contains("12287"));
  CHECK_THROWS_AS(engine.make_session(0), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
