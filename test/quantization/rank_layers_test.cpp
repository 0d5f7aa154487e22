// SPDX-License-Identifier: Apache-2.0
#include "quantization/rank_layers.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/cancelled.h"
#include "models/quantization.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"
#include "quantization/calibration.h"
#include "quantization/quantization_report.h"
#include "quantization/round_weights.h"

namespace resnext {
namespace {

/// A network, quantized with the ranges of one image, and two images to try it on.
struct Problem {
  Problem()
      : network(build_network(
            resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 20), 64)),
        weights(network),
        base(fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic"))),
        f32(base) {
    trial.count = 2;
    trial.images.resize(std::size_t{2} * 3 * 64 * 64);
    trial.logits.resize(40);
    fill_uniform(trial.images, "input", -2.0F, 2.0F);
    const Network int8 = quantized_network(network, {}, "test");
    RangeMeter ranges(int8);
    f32.make_session(2).run_observed(trial.images, trial.logits,
                                     [&](const Observation& seen) { ranges.add(seen); });
    quantized.output_scale = ranges.scales();
    quantized.weights.resize(int8.nodes.size());
    quantized.bias.resize(int8.nodes.size());
    for (std::size_t i = 0; i < int8.nodes.size(); ++i) {
      if (int8.nodes[i].int8) {
        layers.push_back(int8.nodes[i].name);
        quantized.weights[i] = round_weights(base.weights[i]);
        quantized.bias[i] = base.weights[i].bias;
      }
    }
    blocks = int8_blocks(int8);
  }

  std::size_t index_of(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::find(network.nodes, name, &Node::name) -
                                    network.nodes.begin());
  }

  Network network;
  SyntheticWeights weights;
  FoldedNetwork base;
  Engine f32;
  TrialImages trial;
  QuantizedNetwork quantized;
  std::vector<std::string> layers;
  std::vector<std::vector<std::string>> blocks;
};

void go_on() {}

TEST_CASE("a quantized network's logits are close to the exact ones", "[quantization]") {
  const Problem problem;
  const QuantizedTrials trials(problem.quantized, problem.base, {}, problem.trial);
  const double error = trials.error({});
  CHECK(error > 1e-3);
  CHECK(error < 0.1);
  CHECK(trials.error(problem.layers) < 1e-4);  // all of them in f32
}

TEST_CASE("the layer that was damaged has the largest share", "[quantization]") {
  Problem problem;
  const std::string damaged = GENERATE(as<std::string>(), "layer1.0.conv2", "layer3.0.conv1");
  for (std::int8_t& weight : problem.quantized.weights[problem.index_of(damaged)].integers) {
    weight = static_cast<std::int8_t>(weight / 32 * 32);
  }
  const QuantizedTrials trials(problem.quantized, problem.base, {}, problem.trial);
  std::size_t calls = 0;
  const std::vector<double> shares =
      shares_of(trials, problem.layers, [&](std::size_t done) { CHECK(done == ++calls); });
  REQUIRE(calls == problem.layers.size());
  const auto worst = std::ranges::max_element(shares) - shares.begin();
  CHECK(problem.layers[static_cast<std::size_t>(worst)] == damaged);
  CHECK(shares[static_cast<std::size_t>(worst)] > 0.5);
  const double all = trials.error({});
  const F32Choice one = choose_f32_layers(trials, problem.blocks, shares, 0.8 * all, go_on);
  CHECK(one.layers == std::vector<std::string>{damaged});
  CHECK(one.error == trials.error({damaged}));
  CHECK(choose_f32_layers(trials, problem.blocks, shares, all, go_on).layers.empty());
}

TEST_CASE("blocks are the convolutions up to each shortcut", "[quantization]") {
  const Problem problem;
  using Names = std::vector<std::string>;
  CHECK(problem.blocks.size() == 4);
  Names joined;
  for (const Names& block : problem.blocks) {
    joined.insert(joined.end(), block.begin(), block.end());
  }
  CHECK(joined == problem.layers);
  Names first = problem.blocks.front();
  std::ranges::sort(first);
  CHECK(first ==
        Names{"layer1.0.conv1", "layer1.0.conv2", "layer1.0.conv3", "layer1.0.downsample.0"});
  CHECK(int8_blocks(problem.network).empty());
}

TEST_CASE("a block stays in f32 as a whole where its activations are rounded coarsely",
          "[quantization]") {
  Problem problem;
  for (const char* name : {"layer2.0.conv1", "layer2.0.conv2"}) {
    problem.quantized.output_scale[problem.index_of(name)] *= 32;
  }
  const QuantizedTrials trials(problem.quantized, problem.base, {}, problem.trial);
  const double all = trials.error({});
  const std::vector<double> shares = shares_of(trials, problem.layers, [](std::size_t) {});
  CHECK(*std::ranges::max_element(shares) < 0.5);  // its neighbours round what one layer gives
  const F32Choice choice = choose_f32_layers(trials, problem.blocks, shares, 0.5 * all, go_on);
  CHECK(choice.layers == problem.blocks[1]);
  CHECK(choice.error <= 0.5 * all);
  CHECK(choice.error == trials.error(choice.layers));
}

TEST_CASE("at most half of the layers stay in f32", "[quantization]") {
  const Problem problem;
  const QuantizedTrials trials(problem.quantized, problem.base, {}, problem.trial);
  const std::vector<double> shares = shares_of(trials, problem.layers, [](std::size_t) {});
  const F32Choice choice = choose_f32_layers(trials, problem.blocks, shares, 0, go_on);
  CHECK(choice.layers.size() <= problem.layers.size() / 2);
  CHECK(choice.error <= trials.error({}));
  CHECK(choice.error == trials.error(choice.layers));
  // Nothing stays in f32 that doesn't help.
  const std::vector<double> harmful(problem.layers.size(), -1);
  const F32Choice none = choose_f32_layers(trials, {problem.layers}, harmful, 0, go_on);
  CHECK(none.layers.empty());
}

TEST_CASE("trying layers can be cancelled", "[quantization]") {
  const Problem problem;
  const QuantizedTrials trials(problem.quantized, problem.base, {}, problem.trial);
  const std::vector<double> shares(problem.layers.size(), 0.01);
  int calls = 0;
  const auto third = [&calls] {
    if (++calls == 3) {
      throw Cancelled("stopped");
    }
  };
  CHECK_THROWS_AS(choose_f32_layers(trials, problem.blocks, shares, 0, third), Cancelled);
}

TEST_CASE("the error of logits is relative to how they differ", "[quantization]") {
  const std::vector<float> exact = {11, 9, 101, 99};
  CHECK(logit_error(exact, exact, 2) == 0);
  CHECK(logit_error({11.1F, 9, 101, 99}, exact, 2) == Approx(0.05).epsilon(1e-3));
  CHECK(logit_error({1, 1}, {1, 1}, 2) == 0);
}

}  // namespace
}  // namespace resnext
