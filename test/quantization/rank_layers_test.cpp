// SPDX-License-Identifier: Apache-2.0
#include "quantization/rank_layers.h"

#include <algorithm>
#include <catch2/catch.hpp>

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
};

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
  const F32Choice one = choose_f32_layers(trials, problem.layers, shares, 0.8 * all);
  CHECK(one.layers == std::vector<std::string>{damaged});
  CHECK(one.error == trials.error({damaged}));
  CHECK(choose_f32_layers(trials, problem.layers, shares, all).layers.empty());
  const F32Choice most = choose_f32_layers(trials, problem.layers, shares, 0);
  CHECK(most.layers.size() == problem.layers.size() / 2);
}

TEST_CASE("the error of logits is relative to how they differ", "[quantization]") {
  const std::vector<float> exact = {11, 9, 101, 99};
  CHECK(logit_error(exact, exact, 2) == 0);
  CHECK(logit_error({11.1F, 9, 101, 99}, exact, 2) == Approx(0.05).epsilon(1e-3));
  CHECK(logit_error({1, 1}, {1, 1}, 2) == 0);
}

}  // namespace
}  // namespace resnext
