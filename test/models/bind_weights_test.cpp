// SPDX-License-Identifier: Apache-2.0
#include "models/bind_weights.h"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "base/error.h"
#include "models/fold_batch_norm.h"
#include "models/resnet/resnet.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

Network tiny_network() {
  return build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 10),
                       64);
}

std::vector<NamedTensor> copy(const SyntheticWeights& weights) {
  return {weights.tensors().begin(), weights.tensors().end()};
}

NamedTensor& named(std::vector<NamedTensor>& tensors, const std::string& name) {
  for (NamedTensor& tensor : tensors) {
    if (tensor.name == name) {
      return tensor;
    }
  }
  FAIL("no tensor " << name);
  return tensors.front();
}

TEST_CASE("every missing, misshapen and extra tensor is listed at once", "[models]") {
  const Network network = tiny_network();
  const SyntheticWeights weights(network);
  std::vector<NamedTensor> tensors = copy(weights);
  std::erase_if(tensors, [](const NamedTensor& tensor) {
    return tensor.name == "bn1.bias" || tensor.name == "layer2.0.conv2.weight";
  });
  named(tensors, "fc.weight").view.shape = {5, 2048};
  named(tensors, "layer1.0.bn1.weight").view.dtype = DType::kI64;
  tensors.push_back({"head.weight", tensors.front().view});

  try {
    bind_weights(network, tensors, "weights.pth");
    FAIL("accepted");
  } catch (const WeightsError& error) {
    const std::string message = error.what();
    INFO(message);
    CHECK(message.starts_with("weights.pth: "));
    CHECK_THAT(message, Catch::Contains("2 missing"));
    CHECK_THAT(message, Catch::Contains("bn1.bias: expected [64]"));
    CHECK_THAT(message, Catch::Contains("layer2.0.conv2.weight: expected [128, 32, 3, 3]"));
    CHECK_THAT(message, Catch::Contains("fc.weight: expected [10, 2048], found [5, 2048]"));
    CHECK_THAT(message, Catch::Contains("layer1.0.bn1.weight: expected [64] of a floating-point "
                                        "type, found i64"));
    CHECK_THAT(message, Catch::Contains("head.weight: found [64, 3, 7, 7]"));
  }
}

TEST_CASE("long names and long lists are cut", "[models]") {
  const Network network = tiny_network();
  const SyntheticWeights weights(network);
  std::vector<NamedTensor> tensors = copy(weights);
  tensors.push_back({std::string(5'000'000, 'x'), tensors.front().view});
  for (int i = 0; i < 5000; ++i) {
    tensors.push_back({"y" + std::to_string(i), tensors.front().view});
  }
  try {
    bind_weights(network, tensors, "weights.pth");
    FAIL("accepted");
  } catch (const WeightsError& error) {
    const std::string message = error.what();
    CHECK_THAT(message, Catch::Contains("5001 that the model does not have:\n    xxxxx"));
    CHECK_THAT(message, Catch::Contains("xxx...: found [64, 3, 7, 7]\n"));
    CHECK_THAT(message, Catch::EndsWith("\n    and 3001 more"));
    CHECK(message.size() < 100'000);
  }
}

TEST_CASE("batch counters are neither required nor extra", "[models]") {
  const Network network = tiny_network();
  const SyntheticWeights weights(network);
  std::vector<NamedTensor> tensors = copy(weights);
  tensors.push_back({"bn1.num_batches_tracked", {DType::kI64, {}, {}, nullptr}});
  CHECK(compare_weights(network, tensors).empty());
  const BoundNetwork bound = bind_weights(network, tensors, "weights.pth");
  CHECK(bound.weights.size() == network.nodes.size());
  CHECK(bound.weights.back().bias.has_value());
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

TEST_CASE("synthetic weights are the same everywhere", "[models]") {
  std::array<float, 3> values{};
  fill_uniform(values, "conv1.weight", -1.0F, 1.0F);
  // From scripts/dev/make_goldens.py, for the same name.
  CHECK(values ==
        std::array<float, 3>{0.0901498794555664F, -0.8503705263137817F, 0.9200377464294434F});
}

}  // namespace
}  // namespace resnext
