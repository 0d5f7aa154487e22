// SPDX-License-Identifier: Apache-2.0
#include "models/bind_weights.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/files/sha256.h"
#include "support/small_networks.h"

namespace resnext {
namespace {

TEST_CASE("missing, misshapen and extra tensors are named at once", "[models]") {
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
    CHECK_THAT(message, Catch::Contains("5001 that the model does not have: xxxxx"));
    CHECK_THAT(message, Catch::Contains("xxx...: found [64, 3, 7, 7]; y0: found"));
    CHECK_THAT(message, Catch::EndsWith("; and 4999 more"));
    CHECK(message.size() < 1000);
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

TEST_CASE("a block's last norm starts small, with and without attention", "[models]") {
  const auto attention =
      GENERATE(Attention::Kind::kNone, Attention::Kind::kSqueezeExcite, Attention::Kind::kEca);
  const auto norm = GENERATE(NormKind::kBatch, NormKind::kGroup);
  const SyntheticWeights weights(attentive_network(attention, norm));
  std::vector<NamedTensor> tensors = copy(weights);
  const auto largest = [&tensors](const std::string& name) {
    std::vector<float> values(static_cast<std::size_t>(named(tensors, name).view.size()));
    copy_to_f32(named(tensors, name).view, values);
    return std::ranges::max(values);
  };
  CHECK(largest("layer2.0.bn3.weight") <= 0.4F);
  CHECK(largest("layer2.0.bn2.weight") > 1.0F);
}

TEST_CASE("synthetic weights are the same everywhere", "[models]") {
  std::array<float, 3> values{};
  fill_uniform(values, "conv1.weight", -1.0F, 1.0F);
  // From scripts/dev/make_goldens.py, for the same name.
  CHECK(values ==
        std::array<float, 3>{0.0901498794555664F, -0.8503705263137817F, 0.9200377464294434F});
}

TEST_CASE("a plain network keeps its synthetic weights and the order of its tensors", "[models]") {
  const SyntheticWeights weights(tiny_network());
  Sha256 hash;
  for (const NamedTensor& tensor : weights.tensors()) {
    hash.update({tensor.view.data, static_cast<std::size_t>(tensor.view.size()) * sizeof(float)});
  }
  // From the formulas of scripts/dev/make_goldens.py.
  CHECK(hash.hex().starts_with("d65e2b356f08c9a2"));
}

}  // namespace
}  // namespace resnext
