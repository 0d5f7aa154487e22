// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <map>

#include "base/stable_hash.h"
#include "engine/checks/reference_network.h"
#include "engine/engine.h"
#include "kernels/checks/check_numbers.h"
#include "models/quantization.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

/// Groups of 4, 8, 16 and 32 channels, shortcuts with and without a convolution.
Network small_network(const std::vector<std::string>& f32_layers = {}) {
  constexpr int kClasses = 20;
  constexpr int kInputSize = 64;
  return quantized_network(
      build_network(resnet({.layers = {2, 1, 2, 1}, .cardinality = 8, .base_width = 4}, kClasses),
                    kInputSize),
      f32_layers, "test");
}

struct Problem {
  explicit Problem(Network with)
      : network(std::move(with)), weights(network), images(kBatch * 3 * 64 * 64) {
    fill_uniform(images, "input", -2.0F, 2.0F);
  }
  FoldedNetwork folded() const {
    return fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic"));
  }
  std::span<const float> image(std::size_t index) const {
    return std::span(images).subspan(index * 3 * 64 * 64, std::size_t{3} * 64 * 64);
  }

  static constexpr std::size_t kBatch = 3;
  Network network;
  SyntheticWeights weights;
  Floats images;
};

Floats logits_of(const Engine& engine, std::span<const float> images, int batch) {
  Floats logits(static_cast<std::size_t>(batch * engine.num_classes()));
  engine.make_session(batch).run(images, logits);
  return logits;
}

TEST_CASE("a quantized network is what its definition says", "[engine]") {
  const std::vector<std::string> in_f32 =
      GENERATE(std::vector<std::string>{}, std::vector<std::string>{"layer1.0.downsample.0"},
               std::vector<std::string>{"layer1.1.conv3", "layer2.0.conv2"},
               std::vector<std::string>{"layer1.0.conv3", "layer1.1.conv1", "layer3.1.conv3",
                                        "layer4.0.conv3"});
  const Problem problem(small_network(in_f32));
  const FoldedNetwork folded = problem.folded();
  const Engine engine(folded);
  CHECK(engine.precision() == Precision::kInt8);
  std::vector<double> expected;
  for (std::size_t i = 0; i < Problem::kBatch; ++i) {
    std::ranges::copy(reference_logits(folded, problem.image(i), Precision::kInt8),
                      std::back_inserter(expected));
  }
  INFO("in f32: " << in_f32.size());
  // What f32 layers give between two integers may be rounded to either.
  CHECK(relative_error(logits_of(engine, problem.images, Problem::kBatch), expected) < 3e-3);
}

TEST_CASE("a quantized network has the same logits whatever the batch and the threads",
          "[engine]") {
  const Problem problem(small_network());
  const FoldedNetwork folded = problem.folded();
  const Engine two(folded, {.execution = {.threads = 2}});
  const Engine one(folded, {.execution = {.threads = 1}});
  const Floats together = logits_of(two, problem.images, Problem::kBatch);
  CHECK(logits_of(one, problem.images, Problem::kBatch) == together);
  for (std::size_t i = 0; i < Problem::kBatch; ++i) {
    const Floats alone = logits_of(two, problem.image(i), 1);
    const auto first = together.begin() + static_cast<std::ptrdiff_t>(i * alone.size());
    CHECK(alone == Floats(first, first + static_cast<std::ptrdiff_t>(alone.size())));
  }
}

TEST_CASE("8-bit weights take a quarter of the memory", "[engine]") {
  const Network f32 = build_network(resnet({.layers = {1, 1, 2, 1}}, 20), 64);
  const SyntheticWeights weights(f32);
  const Engine wide(fold_batch_norm(bind_weights(f32, weights.tensors(), "synthetic")));
  const Problem problem(quantized_network(f32, {}, "test"));
  const Engine narrow(problem.folded());
  CHECK(static_cast<double>(narrow.packed_bytes()) <
        0.3 * static_cast<double>(wide.packed_bytes()));
}

TEST_CASE("a run shows the output of every node", "[engine]") {
  const Problem problem(small_network());
  const FoldedNetwork folded = problem.folded();
  const Engine engine(folded);
  const FeatureLayer layer = parse_feature_layer("layer2").value();
  Session session = engine.make_session(1, std::vector{layer});
  Floats logits(20);
  std::map<int, Floats> outputs;
  session.run_observed(problem.image(0), logits, [&](const Observation& seen) {
    CHECK(seen.channels == problem.network.nodes[static_cast<std::size_t>(seen.node)].out_channels);
    outputs[seen.node] = Floats(seen.values.begin(), seen.values.end());
  });
  REQUIRE(outputs.size() == problem.network.nodes.size());
  CHECK(outputs.rbegin()->second == logits);
  CHECK(logits == logits_of(engine, problem.image(0), 1));
  const std::span<const float> tapped = session.tapped(layer);
  const Floats& seen = outputs[feature_node(problem.network, layer)];
  REQUIRE(seen.size() == tapped.size());
  const std::size_t channels = 512;
  const std::size_t pixels = tapped.size() / channels;
  for (std::size_t i = 0; i < tapped.size(); ++i) {
    REQUIRE(seen[i % pixels * channels + i / pixels] == tapped[i]);
  }
}

/// The hash was computed with AVX-512 VNNI. It holds for every CPU.
TEST_CASE("a quantized network gives the same bits on every CPU", "[engine]") {
  const Problem problem(small_network({"layer1.1.conv3", "layer2.0.conv2"}));
  const Floats logits = logits_of(Engine(problem.folded()), problem.images, Problem::kBatch);
  StableHash hash;
  for (const float logit : logits) {
    hash.add(fmt::format("{:08x}", std::bit_cast<std::uint32_t>(logit)));
  }
  CHECK(hash.hexadecimal() == "243c447ebe929d90");
}

TEST_CASE("a quantized network packs its weights once", "[engine]") {
  const Problem problem(small_network());
  const FoldedNetwork folded = problem.folded();
  const Engine first(folded);
  const Engine second(folded, {.packing = {.packed = {first.packed_layers(), nullptr}}});
  CHECK(second.reused_bytes() * 10 > second.packed_bytes() * 9);
  CHECK(logits_of(second, problem.images, Problem::kBatch) ==
        logits_of(first, problem.images, Problem::kBatch));
}

}  // namespace
}  // namespace resnext
