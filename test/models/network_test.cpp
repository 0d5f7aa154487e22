// SPDX-License-Identifier: Apache-2.0
#include "models/network.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

Network network_of(const std::string& id) {
  const ModelConfig config = find_builtin_model(id).value();
  return build_network(config.architecture, config.preprocessing.input_size);
}

TEST_CASE("parameters match the published counts", "[models]") {
  const auto [id, parameters] = GENERATE(table<std::string, std::int64_t>({
      {"ig_resnext101_32x8d", 88'791'336},
      {"ig_resnext101_32x16d", 194'026'792},
      {"ig_resnext101_32x32d", 468'530'472},
      {"ig_resnext101_32x48d", 828'411'176},
      {"resnext50_32x4d", 25'028'904},
      {"resnext101_32x4d", 44'177'704},
      {"resnext101_64x4d", 83'455'272},
      {"resnet50", 25'557'032},
      {"resnet101", 44'549'160},
      {"resnet152", 60'192'808},
      {"wide_resnet50_2", 68'883'240},
      {"wide_resnet101_2", 126'886'696},
  }));
  INFO(id);
  CHECK(parameter_count(network_of(id)) == parameters);
}

TEST_CASE("multiply-adds match the computed facts", "[models]") {
  const auto [id, giga] = GENERATE(table<std::string, double>({{"ig_resnext101_32x8d", 16.4},
                                                               {"ig_resnext101_32x16d", 36.2},
                                                               {"ig_resnext101_32x32d", 87.1},
                                                               {"ig_resnext101_32x48d", 153.3}}));
  INFO(id);
  CHECK(static_cast<double>(multiply_adds(network_of(id))) / 1e9 == Approx(giga).margin(0.05));
}

TEST_CASE("expected tensors match torchvision's state dict", "[models]") {
  const Network network = network_of("ig_resnext101_32x16d");
  const std::vector<ExpectedTensor> tensors = expected_tensors(network);
  CHECK(tensors.size() == 522);
  const auto shape = [&tensors](const std::string& name) -> Shape {
    for (const ExpectedTensor& tensor : tensors) {
      if (tensor.name == name) {
        return tensor.shape;
      }
    }
    return {-1};
  };
  CHECK(shape("conv1.weight") == Shape{64, 3, 7, 7});
  CHECK(shape("bn1.running_mean") == Shape{64});
  CHECK(shape("layer1.0.downsample.0.weight") == Shape{256, 64, 1, 1});
  CHECK(shape("layer3.22.conv2.weight") == Shape{2048, 64, 3, 3});
  CHECK(shape("layer4.2.conv3.weight") == Shape{2048, 4096, 1, 1});
  CHECK(shape("fc.bias") == Shape{1000});
  CHECK(shape("layer1.1.downsample.0.weight") == Shape{-1});
}

TEST_CASE("the config chooses the stem", "[models]") {
  const Architecture architecture =
      resnet({.layers = {1, 1, 1, 1},
              .cardinality = 4,
              .base_width = 16,
              .stem = {.kernel = 3, .stride = 1, .pool = Stem::Pool::kNone}},
             10);
  const Network network = build_network(architecture, 32);
  CHECK(output_sizes(network)[0] == 32);
  CHECK(network.nodes[1].name == "layer1.0.conv1");
  CHECK(output_sizes(network).back() == 1);
}

TEST_CASE("pools differ in what they make of an odd size", "[models]") {
  const auto size_of = [](Node pool, int input_size) {
    pool.name = "pool";
    return output_sizes({.nodes = {pool}, .input_size = input_size}).front();
  };
  const Node drop = {.kind = NodeKind::kAveragePool, .kernel = 2, .stride = 2};
  Node partial = drop;
  partial.edge = PoolEdge::kPartial;
  Node zeros = drop;
  zeros.edge = PoolEdge::kZeros;
  zeros.stride = 1;
  const Node blur = {.kind = NodeKind::kBlurPool, .kernel = 3, .stride = 2, .padding = 1};
  CHECK(size_of(drop, 7) == 3);
  CHECK(size_of(drop, 8) == 4);
  CHECK(size_of(partial, 7) == 4);
  CHECK(size_of(partial, 8) == 4);
  CHECK(size_of(partial, 1) == 1);
  CHECK(size_of(zeros, 7) == 7);
  CHECK(size_of(blur, 7) == 4);
  CHECK(size_of(blur, 8) == 4);
  CHECK_THROWS_WITH(size_of(drop, 1), Catch::Contains("too small: pool would see 1"));
  CHECK_THROWS_WITH(size_of(blur, 1), Catch::Contains("too small: pool would see 1"));
}

TEST_CASE("a dilated convolution needs an input as large as its span", "[models]") {
  const Node dilated = {.name = "conv", .kernel = 3, .padding = 1, .dilation = 3};
  CHECK(output_sizes({.nodes = {dilated}, .input_size = 9}).front() == 5);
  CHECK_THROWS_AS(output_sizes({.nodes = {dilated}, .input_size = 4}), ConfigError);
}

TEST_CASE("an absurd architecture is refused before an overflow", "[models]") {
  CHECK_THROWS_WITH(
      build_network(
          resnet({.layers = {1000, 1000, 1000, 1000}, .cardinality = 4096, .base_width = 4096},
                 1000),
          4096),
      Catch::Contains("parameters"));
}

TEST_CASE("a block without channels is refused", "[models]") {
  CHECK_THROWS_AS(
      build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 32, .base_width = 0}, 10), 224),
      ConfigError);
}

}  // namespace
}  // namespace resnext
