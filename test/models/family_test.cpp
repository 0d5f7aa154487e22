// SPDX-License-Identifier: Apache-2.0
#include "models/family.h"

#include <catch2/catch.hpp>

#include "models/head.h"
#include "models/model_config_json.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

std::string config_of(const std::string& family) {
  return R"({"id": "tiny", )" + family + R"("layers": [1, 1, 1, 1], "cardinality": 2,
    "base_width": 32, "num_classes": 5,
    "preprocessing": {"input_size": 64, "crop_pct": 1, "interpolation": "bicubic",
                      "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}})";
}

TEST_CASE("a configuration may name its family; the default is resnet", "[models]") {
  const Architecture expected =
      resnet({.layers = {1, 1, 1, 1}, .cardinality = 2, .base_width = 32}, 5);
  const std::string family = GENERATE(as<std::string>(), "", R"("family": "resnet", )");
  CHECK(parse_model_config(config_of(family), "tiny.json").architecture == expected);
  CHECK_THROWS_WITH(parse_model_config(config_of(R"("family": "vit", )"), "tiny.json"),
                    Catch::StartsWith("tiny.json") && Catch::Contains("\"vit\"") &&
                        Catch::Contains("expected resnet"));
}

TEST_CASE("every built-in network has the feature points of its family", "[models]") {
  for (const ModelConfig& model : builtin_models()) {
    INFO(model.id);
    const Network network = build_network(model.architecture, model.preprocessing.input_size);
    const Family& family = model.architecture.body->family();
    CHECK(&find_family(family.name, "here") == &family);
    for (const FeatureLayer layer : family.feature_maps) {
      CHECK(feature_shape(network, layer).size() == 3);
      CHECK(parse_feature_layer(layer.name) == layer);
    }
    CHECK(last_feature_map(network) == family.feature_maps.back());
    CHECK(feature_shape(network, FeatureLayer::kLogits) == Shape{model.architecture.num_classes});
    CHECK(feature_shape(network, FeatureLayer::kPool) ==
          Shape{feature_shape(network, last_feature_map(network)).front()});
  }
}

TEST_CASE("the feature points of a residual network are the outputs of its stages", "[models]") {
  const Network network =
      build_network(resnet({.layers = {1, 2, 1, 3}, .cardinality = 4, .base_width = 16}, 10), 64);
  const auto node = [&network](const char* layer) {
    return network.nodes[static_cast<std::size_t>(feature_node(network, {layer}))].name;
  };
  CHECK(node("layer1") == "layer1.0.conv3");
  CHECK(node("layer2") == "layer2.1.conv3");
  CHECK(node("layer4") == "layer4.2.conv3");
  const std::vector<std::string> names = feature_layer_names();
  CHECK(std::vector(names.begin(), names.begin() + 5) ==
        std::vector<std::string>{"pool", "layer1", "layer2", "layer3", "layer4"});
  CHECK(names.back() == "logits");
  CHECK_THROWS_AS(feature_node(network, {"layer5"}), std::logic_error);
}

TEST_CASE("the head's tensors have the network's name for it", "[models]") {
  Network network =
      build_network(resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 10), 64);
  CHECK(head_weight_name(network) == "fc.weight");
  CHECK(head_bias_name(network) == "fc.bias");
  CHECK(is_head_tensor(network, "fc.weight"));
  CHECK(!is_head_tensor(network, "fc"));
  CHECK(!is_head_tensor(network, "fc1.weight"));
  network.nodes.back().name = "head.fc";
  CHECK(is_head_tensor(network, "head.fc.bias"));
  CHECK(!is_head_tensor(network, "fc.bias"));
}

TEST_CASE("architectures are equal if all their parameters are equal", "[models]") {
  const Architecture base =
      resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 10);
  CHECK(base == resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 10));
  CHECK(!(base == resnet({.layers = {1, 1, 1, 1}, .cardinality = 4, .base_width = 16}, 11)));
  CHECK(!(base == resnet({.layers = {1, 1, 1, 2}, .cardinality = 4, .base_width = 16}, 10)));
  const Architecture stem = resnet({.layers = {1, 1, 1, 1},
                                    .cardinality = 4,
                                    .base_width = 16,
                                    .stem = {.pool = Stem::Pool::kNone}},
                                   10);
  CHECK(!(base == stem));
  CHECK(!(base == Architecture{nullptr, 10}));
  CHECK(base.body->description() == "bottleneck blocks 1, 1, 1, 1; cardinality 4, base width 16");
}

}  // namespace
}  // namespace resnext
