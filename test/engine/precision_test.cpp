// SPDX-License-Identifier: Apache-2.0
#include "engine/precision.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "engine/checks/reference_network.h"
#include "engine/goldens.h"
#include "kernels/checks/check_numbers.h"

namespace resnext {
namespace {

std::vector<float> logits_of(const Engine& engine, std::span<const float> images, int batch) {
  std::vector<float> logits(static_cast<std::size_t>(batch * engine.num_classes()));
  engine.make_session(batch).run(images, logits);
  return logits;
}

/// The small networks of PyTorch's goldens, in which every layer has another width.
struct Problem {
  explicit Problem(const std::string& name) : expected(golden(name)), weights(expected.network) {}

  FoldedNetwork folded() const {
    return fold_batch_norm(bind_weights(expected.network, weights.tensors(), "synthetic"));
  }

  Golden expected;
  SyntheticWeights weights;
};

TEST_CASE("bf16 is the network with rounded weights and activations", "[engine]") {
  const Problem problem("small stem");
  const FoldedNetwork folded = problem.folded();
  const std::vector<float> images = input_of(problem.expected);
  const std::span<const float> image = std::span(images).first(problem.expected.image_size());
  const std::vector<double> rounded = reference_logits(folded, image, Precision::kBF16);
  const std::vector<double> unrounded = reference_logits(folded, image);
  const KernelChoice kernels = GENERATE(KernelChoice::kAuto, KernelChoice::kOneDnn);
  const Engine engine(folded, {.execution = {.kernels = kernels, .precision = Precision::kBF16}});
  const std::vector<float> logits = logits_of(engine, image, 1);
  // Sums next to the middle of two bfloat16 are rounded either way.
  CHECK(relative_error(logits, rounded) < 3e-3);
  CHECK(relative_error(logits, unrounded) < 2e-2);
  CHECK(relative_error(logits, unrounded) > 1e-4);
}

TEST_CASE("bf16 has the same logits whatever the batch", "[engine]") {
  const Problem problem("small stem");
  const Engine engine(problem.folded(), {.execution = {.precision = Precision::kBF16}});
  const std::vector<float> images = input_of(problem.expected);
  const std::size_t size = problem.expected.image_size();
  const auto batch = static_cast<int>(problem.expected.logits.size());
  REQUIRE(batch > 1);
  const std::vector<float> together = logits_of(engine, images, batch);
  const auto classes = static_cast<std::size_t>(engine.num_classes());
  for (std::size_t i = 0; i < problem.expected.logits.size(); ++i) {
    const std::vector<float> alone =
        logits_of(engine, std::span(images).subspan(i * size, size), 1);
    const std::vector<double> same(
        together.begin() + static_cast<std::ptrdiff_t>(i * classes),
        together.begin() + static_cast<std::ptrdiff_t>((i + 1) * classes));
    CHECK(relative_error(alone, same) < 3e-3);
  }
}

TEST_CASE("weights packed as bf16 take half the memory", "[engine]") {
  if (!has_instructions_for(Precision::kBF16)) {
    WARN("SKIPPED: this CPU has no products of bfloat16");
    return;
  }
  const Problem problem("resnext50_32x4d");
  const FoldedNetwork folded = problem.folded();
  const Engine f32(folded);
  const Engine bf16(folded, {.execution = {.precision = Precision::kBF16}});
  CHECK(static_cast<double>(bf16.packed_bytes()) < 0.6 * static_cast<double>(f32.packed_bytes()));
}

TEST_CASE("weights packed for one precision are not used for another", "[engine]") {
  const Problem problem("small stem");
  const FoldedNetwork folded = problem.folded();
  const Engine f32(folded);
  const ExecutionOptions options = {.precision = Precision::kBF16};
  CHECK(ChosenKernels(folded.network, options).layouts_name() !=
        ChosenKernels(folded.network, {}).layouts_name());
  const std::vector<float> images = input_of(problem.expected);
  const auto batch = static_cast<int>(problem.expected.logits.size());
  const Engine bf16(folded, {.execution = options});
  CHECK(logits_of(bf16, images, batch) != logits_of(f32, images, batch));
}

TEST_CASE("features of a bf16 network are f32 in PyTorch's layout", "[engine]") {
  const Problem problem("small stem");
  const FoldedNetwork folded = problem.folded();
  const Engine f32(folded);
  const Engine bf16(folded, {.execution = {.precision = Precision::kBF16}});
  const std::vector<float> images = input_of(problem.expected);
  const auto batch = static_cast<int>(problem.expected.logits.size());
  for (const FeaturePoint& point : problem.expected.network.feature_points) {
    if (point.layer == FeatureLayer::kLogits) {
      continue;
    }
    const std::vector<FeatureLayer> taps = {point.layer};
    Session exact = f32.make_session(batch, taps);
    Session rounded = bf16.make_session(batch, taps);
    exact.run_to_taps(images);
    rounded.run_to_taps(images);
    const std::span<const float> expected = exact.tapped(point.layer);
    const std::vector<double> wanted(expected.begin(), expected.end());
    const std::span<const float> tapped = rounded.tapped(point.layer);
    const Floats found(tapped.begin(), tapped.end());
    INFO(to_string(point.layer));
    CHECK(relative_error(found, wanted) < 3e-2);
  }
}

TEST_CASE("auto is the fastest precision that the CPU has instructions for", "[engine]") {
  CHECK(resolve_precision(Precision::kF32, false) == Precision::kF32);
  CHECK(resolve_precision(Precision::kBF16, false) == Precision::kBF16);
  const bool has_bf16 = has_instructions_for(Precision::kBF16);
  CHECK(resolve_precision(Precision::kAuto, false) ==
        (has_bf16 ? Precision::kBF16 : Precision::kF32));
}

TEST_CASE("8-bit weights and int8 belong together", "[engine]") {
  for (const Precision asked : {Precision::kOwn, Precision::kInt8, Precision::kAuto}) {
    CHECK(resolve_precision(asked, true) == Precision::kInt8);
  }
  CHECK(resolve_precision(Precision::kOwn, false) == Precision::kF32);
  CHECK_THROWS_AS(resolve_precision(Precision::kInt8, false), std::invalid_argument);
  CHECK_THROWS_AS(resolve_precision(Precision::kF32, true), std::invalid_argument);
  CHECK_THROWS_AS(resolve_precision(Precision::kBF16, true), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
