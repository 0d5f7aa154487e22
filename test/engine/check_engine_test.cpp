// SPDX-License-Identifier: Apache-2.0
#include "engine/checks/check_engine.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "engine/checks/reference_network.h"
#include "engine/goldens.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

TEST_CASE("the engine agrees with the definition of the layers", "[engine]") {
  const std::vector<KernelCheck> checks = check_engine(2);
  REQUIRE(checks.size() == 7);
  for (const KernelCheck& check : checks) {
    INFO(check.kernel << ": " << check.error);
    CHECK(check.agrees());
    CHECK(check.error > 0);  // of rounding
  }
}

TEST_CASE("the reference network gives PyTorch's logits", "[engine]") {
  const Golden expected = golden("small stem");
  const SyntheticWeights weights(expected.network);
  const FoldedNetwork folded =
      fold_batch_norm(bind_weights(expected.network, weights.tensors(), "test"));
  const std::vector<float> images = input_of(expected);
  const std::vector<double> logits =
      reference_logits(folded, std::span(images).first(expected.image_size()));
  REQUIRE(logits.size() == expected.logits.front().size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    CHECK(logits[i] == Approx(expected.logits.front()[i]).margin(1e-6));
  }
}

TEST_CASE("the reference network refuses what it does not know", "[engine]") {
  const Network network =
      build_network(resnet({.layers = {1, 1, 1, 1}, .attention = {Attention::Kind::kEca}}, 10), 64);
  const SyntheticWeights weights(network);
  const FoldedNetwork folded = fold_batch_norm(bind_weights(network, weights.tensors(), "test"));
  const std::vector<float> image(std::size_t{3} * 64 * 64);
  CHECK_THROWS_AS(reference_logits(folded, image), std::invalid_argument);
}

TEST_CASE("chosen kernels tell a session's steps", "[engine]") {
  const Golden expected = golden("small stem");
  const ChosenKernels chosen(expected.network, {.threads = 1});
  const std::vector<StepReport> steps = chosen.steps();
  const Engine engine = make_engine(expected.network);
  Session session = engine.make_session(1);
  REQUIRE(steps.size() == session.steps().size());
  for (std::size_t i = 0; i < steps.size(); ++i) {
    CHECK(steps[i].node == session.steps()[i].node);
    CHECK(steps[i].multiply_adds == session.steps()[i].multiply_adds);
  }
}

}  // namespace
}  // namespace resnext
