// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/goldens.h"
#include "models/model_config_json.h"

namespace resnext {
namespace {

/// A network of one kind of block and timm's logits of two images.
Golden block_golden(const nlohmann::json& entry) {
  nlohmann::json config = entry.at("architecture");
  config["id"] = "golden";
  config["preprocessing"] = {{"input_size", entry.at("input_size")},
                             {"crop_pct", 1.0},
                             {"interpolation", "bicubic"},
                             {"mean", {0, 0, 0}},
                             {"std", {1, 1, 1}}};
  const ModelConfig parsed = parse_model_config(config.dump(), "golden");
  return {entry.at("name"),
          build_network(parsed.architecture, parsed.preprocessing.input_size),
          entry.at("logits"),
          {}};
}

std::vector<Golden> block_goldens() {
  std::ifstream file(RESNEXT_TEST_DIR "/engine/block_goldens.json");
  std::vector<Golden> goldens;
  const nlohmann::json all = nlohmann::json::parse(file);
  for (const nlohmann::json& entry : all.at("networks")) {
    goldens.push_back(block_golden(entry));
  }
  return goldens;
}

/// Returns the largest difference from timm's logits, relative to the largest of these.
double relative_error(const Golden& expected, const std::vector<float>& logits) {
  double largest = 0;
  double difference = 0;
  const std::size_t classes = expected.logits.front().size();
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double value = expected.logits.at(i / classes).at(i % classes);
    largest = std::max(largest, std::abs(value));
    difference = std::max(difference, std::abs(value - static_cast<double>(logits[i])));
  }
  return difference / largest;
}

TEST_CASE("every kind of stem, block, attention and norm gives timm's logits", "[engine]") {
  const KernelChoice kernels = GENERATE(KernelChoice::kAuto, KernelChoice::kOneDnn);
  const std::vector<Golden> goldens = block_goldens();
  CHECK(goldens.size() > 10);
  for (const Golden& expected : goldens) {
    INFO(expected.name);
    const Engine engine =
        make_engine(expected.network, {.execution = {.threads = 2, .kernels = kernels}});
    std::vector<float> logits(expected.logits.size() *
                              static_cast<std::size_t>(engine.num_classes()));
    engine.make_session(static_cast<int>(expected.logits.size())).run(input_of(expected), logits);
    CHECK(relative_error(expected, logits) < 1e-5);
  }
}

TEST_CASE("every kind of block is nearly the same in bf16", "[engine]") {
  for (const Golden& expected : block_goldens()) {
    INFO(expected.name);
    const Engine engine =
        make_engine(expected.network, {.execution = {.threads = 2, .precision = Precision::kBF16}});
    std::vector<float> logits(expected.logits.size() *
                              static_cast<std::size_t>(engine.num_classes()));
    engine.make_session(static_cast<int>(expected.logits.size())).run(input_of(expected), logits);
    const double error = relative_error(expected, logits);
    CHECK(error < 3e-2);
    CHECK(error > 1e-4);  // otherwise it was f32
  }
}

TEST_CASE("networks with attention are the same for any batch size and at taps", "[engine]") {
  for (const Golden& expected : block_goldens()) {
    INFO(expected.name);
    const Engine engine = make_engine(expected.network, {.execution = {.threads = 2}});
    const std::vector<float> images = input_of(expected);
    const auto classes = static_cast<std::size_t>(engine.num_classes());
    std::vector<float> logits(expected.logits.size() * classes);
    Session session = engine.make_session(1, std::vector{FeatureLayer{"layer4"}});
    for (std::size_t image = 0; image < expected.logits.size(); ++image) {
      session.run(std::span(images).subspan(image * expected.image_size(), expected.image_size()),
                  std::span(logits).subspan(image * classes, classes));
    }
    CHECK(relative_error(expected, logits) < 1e-5);
    const std::span<const float> map = session.tapped(FeatureLayer{"layer4"});
    CHECK(std::ranges::all_of(map, [](float value) { return value >= 0; }));
    CHECK(std::ranges::any_of(map, [](float value) { return value > 0; }));
  }
}

}  // namespace
}  // namespace resnext
