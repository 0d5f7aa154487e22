// SPDX-License-Identifier: Apache-2.0
#include "models/hub_config.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "models/labels.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

TEST_CASE("timm's config.json gives architecture and preprocessing", "[models]") {
  const ModelConfig config = parse_hub_config(R"({
    "architecture": "resnext101_32x16d", "num_classes": 1000, "num_features": 2048,
    "pretrained_cfg": {"tag": "fb_wsl_ig1b_ft_in1k", "custom_load": false,
      "input_size": [3, 288, 288], "fixed_input_size": false, "interpolation": "bicubic",
      "crop_pct": 0.95, "crop_mode": "center", "mean": [0.1, 0.2, 0.3], "std": [0.4, 0.5, 0.6],
      "num_classes": 1000, "pool_size": [7, 7], "first_conv": "conv1", "classifier": "fc",
      "license": "cc-by-nc-4.0"}})",
                                              "config.json");
  CHECK(config.id == "resnext101_32x16d.fb_wsl_ig1b_ft_in1k");
  CHECK(config.architecture ==
        resnet({.layers = {3, 4, 23, 3}, .cardinality = 32, .base_width = 16}, 1000));
  CHECK(config.preprocessing ==
        Preprocessing{288, 0.95, Interpolation::kBicubic, {0.1, 0.2, 0.3}, {0.4, 0.5, 0.6}});
  CHECK(config.card.license.id == "cc-by-nc-4.0");
  CHECK(labels_of(config)[258].name == "Samoyed");
}

TEST_CASE("images have the size that timm's validate.py takes", "[models]") {
  const ModelConfig config = parse_hub_config(R"({
    "architecture": "resnet50", "num_classes": 1000,
    "pretrained_cfg": {"tag": "a1_in1k", "input_size": [3, 224, 224], "crop_pct": 0.95,
      "test_input_size": [3, 288, 288], "test_crop_pct": 1.0}})",
                                              "config.json");
  CHECK(config.preprocessing.input_size == 288);
  CHECK(config.preprocessing.crop_pct == 1.0);
  CHECK(config.training_size == InputSize{224, 0.95});
  const ModelConfig without = parse_hub_config(R"({
    "architecture": "resnet50", "pretrained_cfg": {"test_input_size": null}})",
                                               "config.json");
  CHECK(without.preprocessing.input_size == 224);
  CHECK_FALSE(without.training_size);
  CHECK_THROWS_WITH(
      parse_hub_config(R"({"architecture": "resnet50", "test_input_size": [3, 1, 2]})",
                       "config.json"),
      Catch::Contains("\"test_input_size\" must be [3, N, N]"));
}

TEST_CASE("timm's number of classes names the label list", "[models]") {
  const ModelConfig config =
      parse_hub_config(R"({"architecture": "resnet50", "num_classes": 11821})", "config.json");
  CHECK(labels_of(config).at(0).name == "benthos");
}

TEST_CASE("a hub config inherits timm's defaults", "[models]") {
  const ModelConfig config = parse_hub_config(R"({"architecture": "resnet50"})", "config.json");
  Preprocessing expected;
  expected.interpolation = Interpolation::kBicubic;
  CHECK(config.preprocessing == expected);
}

TEST_CASE("the old flat form and model_args are read", "[models]") {
  const ModelConfig config = parse_hub_config(R"({
    "architecture": "ig_resnext101_32x48d", "num_classes": 3, "input_size": [3, 64, 64],
    "crop_pct": 1, "labels": ["a", "b", "c"],
    "model_args": {"layers": [1, 1, 1, 1], "cardinality": 2, "base_width": 32}})",
                                              "config.json");
  CHECK(config.architecture ==
        resnet({.layers = {1, 1, 1, 1}, .cardinality = 2, .base_width = 32}, 3));
  CHECK(config.preprocessing.input_size == 64);
  CHECK(labels_of(config)[2].name == "c");
}

TEST_CASE("label names are read from a list, an object or WordNet ids", "[models]") {
  const ModelConfig by_index = parse_hub_config(
      R"({"architecture": "resnet50", "num_classes": 2, "label_names": {"1": "dog", "0": "cat"}})",
      "config.json");
  CHECK(labels_of(by_index)[0].name == "cat");
  CHECK(labels_of(by_index)[1].name == "dog");

  const ModelConfig by_wnid = parse_hub_config(
      R"({"architecture": "resnet50", "num_classes": 2, "label_names": ["n02111889", "x"],
          "label_descriptions": {"x": "the unknown"}})",
      "config.json");
  CHECK(labels_of(by_wnid)[0].name == "Samoyed");
  CHECK(labels_of(by_wnid)[0].imagenet_index == 258);
  CHECK(labels_of(by_wnid)[1].name == "the unknown");
}

TEST_CASE("an unsupported hub config is refused", "[models]") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"({"architecture": "vit_base"})", "architecture \"vit_base\""},
      {R"({"architecture": "resnet50", "pretrained_cfg": {"input_size": [3, 224, 192]}})",
       "\"input_size\" must be [3, N, N]"},
      {R"({"architecture": "resnet50", "pretrained_cfg": {"crop_mode": "squash"}})", "squash"},
      {R"({"architecture": "resnet50", "model_args": {"block": "inception"}})", "bottleneck"},
      {R"({"architecture": "resnet50", "model_args": {"layers": [1]}})", "four numbers"},
      {R"({"architecture": "resnet50", "model_args": {"act_layer": "silu"}})", "act_layer"},
      {R"({"architecture": "resnet50", "model_args": {"layers": [1.9, 1, 1, 1]}})", "found 1.9"},
      {R"({"architecture": "resnet50", "model_args": {"layers": [1e300, 1, 1, 1]}})", "1e+300"},
      {R"({"architecture": "resnet50", "model_args": {"layers": [true, 1, 1, 1]}})", "true"},
      {R"({"architecture": "resnet50", "global_pool": "max"})", "global_pool"},
      {R"({"architecture": "resnet50", "label_names": {"0": "a", "2": "c"}})", "none for class 1"},
  }));
  CHECK_THROWS_WITH(parse_hub_config(text, "config.json"),
                    Catch::StartsWith("config.json") && Catch::Contains(expected));
  const ModelConfig config = parse_hub_config(
      R"({"architecture": "resnet50", "num_classes": 3, "label_names": ["a"]})", "config.json");
  CHECK_THROWS_WITH(labels_of(config), Catch::Contains("3 classes but 1 labels"));
}

TEST_CASE("a written hub config is read back, whatever its architecture's name", "[models]") {
  const auto name =
      GENERATE("resnext101_32x8d", "ig_resnext101_32x48d", "resnext23_8x8d_tiny", "", "invented");
  ModelConfig config = find_builtin_model(name).value_or(default_model());
  if (std::string(name).empty()) {
    config.architecture_name = "resnext50_32x4d";  // the name of another network
  } else if (std::string(name) == "invented") {
    config.architecture_name = "invented";
  }
  config.architecture.num_classes = 2;
  config.label_names = {"a", "b"};
  const std::string text = hub_config_text(config, "mine", "base");
  for (const char* unknown : {"resnext101_32x48d", "resnext23_8x8d", "invented"}) {  // to timm
    CHECK_THAT(text, !Catch::Contains("\"" + std::string(unknown) + "\""));
  }
  const ModelConfig again = parse_hub_config(text, "config.json");
  CHECK(again.architecture == config.architecture);
  CHECK(again.label_names == config.label_names);
  CHECK(again.preprocessing.input_size == config.preprocessing.input_size);
  CHECK(again.id.ends_with(".mine"));
}

}  // namespace
}  // namespace resnext
