// SPDX-License-Identifier: Apache-2.0
#include "models/fold_batch_norm.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.h"
#include "support/small_networks.h"

namespace resnext {
namespace {

/// Returns the index of the node of this name.
std::size_t index_of(const Network& network, const std::string& name) {
  const auto found = std::ranges::find(network.nodes, name, &Node::name);
  REQUIRE(found != network.nodes.end());
  return static_cast<std::size_t>(found - network.nodes.begin());
}

TEST_CASE("folding turns batch norm into a scale and a bias", "[models]") {
  const Network network = tiny_network();
  const SyntheticWeights weights(network);
  BoundNetwork bound = bind_weights(network, weights.tensors(), "weights.pth");
  const FoldedNetwork folded = fold_batch_norm(bound);
  std::array<float, 64> gamma{};
  std::array<float, 64> beta{};
  std::array<float, 64> mean{};
  std::array<float, 64> variance{};
  const BatchNorm& norm = *bound.weights[0].batch_norm;
  copy_to_f32(norm.weight, gamma);
  copy_to_f32(norm.bias, beta);
  copy_to_f32(norm.running_mean, mean);
  copy_to_f32(norm.running_var, variance);
  const double x = 0.75;  // the output of the convolution
  for (std::size_t c = 0; c < gamma.size(); ++c) {
    const double expected = (x - mean[c]) / std::sqrt(variance[c] + 1e-5) * gamma[c] + beta[c];
    CHECK(folded.weights[0].scale[c] * x + folded.weights[0].bias[c] ==
          Approx(expected).epsilon(1e-6));
  }
}

TEST_CASE("a damaged statistic is refused with its name", "[models]") {
  const Network network = tiny_network();
  const SyntheticWeights weights(network);
  std::vector<NamedTensor> tensors = copy(weights);
  std::vector<float> bad(64, 1.0F);
  bad[3] = GENERATE(-0.5F, NAN, INFINITY);
  const std::string name = GENERATE("layer1.0.bn2.running_var", "layer1.0.bn2.running_mean");
  named(tensors, name).view.data = reinterpret_cast<const std::byte*>(bad.data());
  const BoundNetwork bound = bind_weights(network, tensors, "weights.pth");
  if (name.ends_with("mean") && bad[3] == -0.5F) {
    CHECK_NOTHROW(fold_batch_norm(bound));  // a mean may be negative
    return;
  }
  CHECK_THROWS_WITH(fold_batch_norm(bound),
                    Catch::StartsWith("layer1.0.bn2") && Catch::Contains("channel 3"));
}

TEST_CASE("folding keeps what no batch norm follows", "[models]") {
  const Network network = attentive_network(Attention::Kind::kSqueezeExcite, NormKind::kGroup);
  const SyntheticWeights weights(network);
  const FoldedNetwork folded =
      fold_batch_norm(bind_weights(network, weights.tensors(), "weights.pth"));
  const auto node = [&](const char* name) { return folded.weights[index_of(network, name)]; };
  CHECK(node("layer1.0.conv3").scale.empty());
  CHECK(node("layer1.0.conv3").bias == std::vector<float>(256));
  CHECK(node("layer1.0.bn3").weight.shape == Shape{256});
  CHECK(node("layer1.0.bn3").scale.empty());
  std::vector<float> bias(256);
  fill_uniform(bias, "layer1.0.bn3.bias", -0.1F, 0.1F);
  CHECK(node("layer1.0.bn3").bias == bias);
  bias.resize(16);
  fill_uniform(bias, "layer1.0.se.fc1.bias", -0.1F, 0.1F);
  CHECK(node("layer1.0.se.fc1").bias == bias);
  CHECK(node("layer1.0.se.fc1").weight.shape == Shape{16, 256, 1, 1});
  CHECK(node("layer1.0.se").weight.data == nullptr);
  CHECK(node("layer1.0.se").bias.empty());
}

TEST_CASE("damage is found where no batch norm follows", "[models]") {
  const auto [attention, norm, name] = GENERATE(table<Attention::Kind, NormKind, std::string>(
      {{Attention::Kind::kSqueezeExcite, NormKind::kBatch, "layer2.0.se.fc2.bias"},
       {Attention::Kind::kEca, NormKind::kBatch, "layer3.0.se.conv.weight"},
       {Attention::Kind::kNone, NormKind::kGroup, "layer1.0.bn2.weight"},
       {Attention::Kind::kNone, NormKind::kGroup, "layer1.0.bn2.bias"},
       {Attention::Kind::kNone, NormKind::kBatch, "fc.bias"}}));
  const Network network = attentive_network(attention, norm);
  const SyntheticWeights weights(network);
  std::vector<NamedTensor> tensors = copy(weights);
  TensorView& view = named(tensors, name).view;
  std::vector<float> bad(static_cast<std::size_t>(view.size()), 1.0F);
  bad[2] = NAN;
  view.data = reinterpret_cast<const std::byte*>(bad.data());
  CHECK_THROWS_WITH(fold_batch_norm(bind_weights(network, tensors, "weights.pth")),
                    Catch::StartsWith(name) && Catch::Contains("found nan at 2"));
}

}  // namespace
}  // namespace resnext
