// SPDX-License-Identifier: Apache-2.0
// The parameters of residual networks in both kinds of configuration.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "models/hub_config.h"
#include "models/model_config_json.h"
#include "models/registry.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

ModelConfig parsed(const std::string& members) {
  return parse_model_config(R"({"id": "odd", "layers": [1, 2, 1, 1], "num_classes": 2,
    "label_names": ["a", "b"], )" +
                                members + R"("preprocessing": {"input_size": 64,
    "crop_pct": 1, "interpolation": "bicubic", "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}})",
                            "odd.json");
}

/// A plain ResNet of few blocks, as configurations without further members state it.
ResNet small() { return {.layers = {1, 2, 1, 1}, .cardinality = 1, .base_width = 64}; }

TEST_CASE("every parameter of a residual network is read", "[models]") {
  CHECK(parsed("").architecture == resnet(small(), 2));

  ResNet resnet_d = small();
  resnet_d.stem = {.kind = Stem::Kind::kDeepTiered, .width = 32, .pool = Stem::Pool::kConvolution};
  resnet_d.avg_down = true;
  resnet_d.attention = {Attention::Kind::kSqueezeExcite, 0.25};
  resnet_d.output_stride = 16;
  CHECK(parsed(R"("stem": {"type": "deep_tiered", "width": 32, "pool": "convolution"},
                  "avg_down": true, "attention": {"type": "squeeze_excite", "reduction": 0.25},
                  "output_stride": 16, )")
            .architecture == resnet(resnet_d, 2));

  ResNet mixed = small();
  mixed.block = {BlockKind::kBasic, BlockKind::kBottleneck, BlockKind::kBasic, BlockKind::kBasic};
  mixed.channels = {32, 48, 64, 96};
  mixed.norm = NormKind::kGroup;
  mixed.anti_aliasing = AntiAliasing::kBlurPool;
  mixed.block_reduce_first = 2;
  mixed.down_kernel_size = 3;
  mixed.attention.kind = Attention::Kind::kEca;
  CHECK(parsed(R"("block": ["basic", "bottleneck", "basic", "basic"],
                  "channels": [32, 48, 64, 96], "norm": "group", "anti_aliasing": "blur_pool",
                  "block_reduce_first": 2, "down_kernel_size": 3, "attention": {"type": "eca"}, )")
            .architecture == resnet(mixed, 2));

  ResNet pruned = small();
  pruned.pruned = {{"layer1.0.conv1", 47}, {"layer4.0.conv2", 5}};
  const Architecture architecture =
      parsed(R"("pruned": {"layer4.0.conv2": 5, "layer1.0.conv1": 47}, )").architecture;
  CHECK(architecture == resnet(pruned, 2));
  CHECK(!(architecture == resnet(small(), 2)));
}

TEST_CASE("a bad parameter is refused with its file and field", "[models]") {
  const auto [members, expected] = GENERATE(table<std::string, std::string>({
      {R"("block": "inception", )", "block \"inception\" is not supported"},
      {R"("block": ["basic", "basic"], )", "\"block\" must be one word or four, found 2"},
      {R"("block": ["basic", 1, "basic", "basic"], )", "\"block\" has the wrong type"},
      {R"("block": "basic", "cardinality": 2, )", "basic blocks have cardinality 1"},
      {R"("block": "basic", "base_width": 4, )", "found 1 and 4"},
      {R"("channels": [64, 128, 256], )", "\"channels\" must be four numbers, found 3"},
      {R"("channels": [64, 128, 256, 1e9], )", "\"channels\" must hold whole numbers"},
      {R"("stem": {"type": "shallow"}, )", "stem: type \"shallow\" is not supported"},
      {R"("stem": {"type": "deep"}, )", "stem: \"width\" is missing"},
      {R"("stem": {"type": "deep", "width": 1e9}, )", "\"width\" must be a number from 1"},
      {R"("stem": {"type": "deep", "width": 32, "kernel": 7}, )", "unknown key \"kernel\""},
      {R"("stem": {"type": "plain", "width": 32}, )", "unknown key \"width\""},
      {R"("stem": {"pool": "average"}, )", "expected one of: max, convolution, none"},
      {R"("stem": {"pool": "convolution"}, "anti_aliasing": "blur_pool", )", "anti-aliased"},
      {R"("stem": {"kernel": 3, "stride": 1}, )", "\"max_pool\" is missing"},
      {R"("block_reduce_first": 0, )", "\"block_reduce_first\" must be a number from 1"},
      {R"("down_kernel_size": 2, )", "\"down_kernel_size\" must be odd"},
      {R"("avg_down": 1, )", "\"avg_down\" has the wrong type"},
      {R"("anti_aliasing": true, )", "\"anti_aliasing\" has the wrong type"},
      {R"("anti_aliasing": "median", )", "anti_aliasing \"median\""},
      {R"("attention": "eca", )", "attention: expected a JSON object"},
      {R"("attention": {"type": "ge"}, )", "type \"ge\" is not supported"},
      {R"("attention": {"type": "eca", "reduction": 0.5}, )", "unknown key \"reduction\""},
      {R"("attention": {"type": "squeeze_excite", "reduction": 2}, )", "\"reduction\" must be"},
      {R"("attention": {"type": "squeeze_excite", "reduction": 1e-9}, )", "\"reduction\" must be"},
      {R"("norm": "layer", )", "norm \"layer\" is not supported"},
      {R"("output_stride": 12, )", "\"output_stride\" must be 8, 16 or 32, found 12"},
      {R"("pruned": ["layer1.0.conv1"], )", "pruned: expected a JSON object"},
      {R"("pruned": {"layer1.0.conv1": 0}, )", "\"layer1.0.conv1\" must be a number from 1"},
      {R"("pruned": {"layer1.7.conv1": 5}, )", "no convolution \"layer1.7.conv1\" to prune"},
      {R"("pruned": {"layer1.0.conv3": 5}, )", "layer1.0.conv3 has 5 channels, but the shortcut"},
      {R"("pruned": {"layer1.0.conv1": 5}, "cardinality": 4, )", "must have cardinality 1"},
  }));
  INFO(members);
  CHECK_THROWS_WITH(parsed(members), Catch::StartsWith("odd.json: ") && Catch::Contains(expected));
}

TEST_CASE("channels that do not fit are refused when the network is built", "[models]") {
  const auto [members, expected] = GENERATE(table<std::string, std::string>({
      {R"("block_reduce_first": 64, "cardinality": 32, "base_width": 4, )", "groups do not divide"},
      {R"("channels": [48, 48, 48, 48], "norm": "group", )", "a group norm's 32 groups"},
      {R"("stem": {"type": "deep_tiered", "width": 3}, )", "conv1.0 would have no channels"},
      {R"("base_width": 1, "channels": [63, 64, 64, 64], )", "would have no channels"},
  }));
  INFO(members);
  const Architecture architecture = parsed(members).architecture;
  CHECK_THROWS_WITH(build_network(architecture, 64), Catch::Contains(expected));
}

TEST_CASE("timm's model_args change the architecture that they name", "[models]") {
  const auto with_args = [](const std::string& args) {
    return parse_hub_config(R"({"architecture": "resnet50", "model_args": )" + args + "}",
                            "config.json")
        .architecture;
  };
  ResNet expected = {.layers = {3, 4, 6, 3}, .cardinality = 1, .base_width = 64};
  CHECK(with_args(R"({"stem_width": 32})") == resnet(expected, 1000));  // a plain stem's has 64
  expected.stem = {.kind = Stem::Kind::kDeep, .width = 32, .pool = Stem::Pool::kConvolution};
  expected.avg_down = true;
  expected.attention.kind = Attention::Kind::kSqueezeExcite;
  CHECK(with_args(R"({"stem_type": "deep", "stem_width": 32, "replace_stem_pool": true,
                      "avg_down": true, "block_args": {"attn_layer": "se"}})") ==
        resnet(expected, 1000));
  expected = {.layers = {2, 2, 2, 2}, .cardinality = 1, .base_width = 64};
  expected.block.fill(BlockKind::kBasic);
  expected.channels = {32, 64, 96, 128};
  expected.block_reduce_first = 2;
  expected.down_kernel_size = 3;
  expected.anti_aliasing = AntiAliasing::kAveragePool;
  expected.norm = NormKind::kGroup;
  expected.output_stride = 8;
  CHECK(with_args(R"({"block": "BasicBlock", "layers": [2, 2, 2, 2], "block_reduce_first": 2,
                      "channels": [32, 64, 96, 128], "down_kernel_size": 3, "aa_layer": "Avg_Pool",
                      "norm_layer": "GroupNorm", "output_stride": 8, "block_args": null})") ==
        resnet(expected, 1000));
  for (const auto& [args, message] : std::map<std::string, std::string>{
           {R"({"aa_layer": "blurpc"})", "aa_layer \"blurpc\""},
           {R"({"stem_type": "wide"})", "stem_type \"wide\""},
           {R"({"norm_layer": "layernorm"})", "norm_layer \"layernorm\""},
           {R"({"block": "BasicBlock", "cardinality": 4})", "basic blocks"},
           {R"({"block_args": {"attn_layer": "gc"}})", "attn_layer \"gc\""},
           {R"({"block_args": {"attn_layer": "se", "rd_ratio": 0.25}})", "\"rd_ratio\""},
           {R"({"replace_stem_pool": 1})", "\"replace_stem_pool\" has the wrong type"},
           {R"({"channels": [64, 128, 256, 1000000]})", "\"channels\" must hold"},
           {R"({"output_stride": 4})", "\"output_stride\""}}) {
    CHECK_THROWS_WITH(with_args(args),
                      Catch::StartsWith("config.json: model_args: ") && Catch::Contains(message));
  }
}

TEST_CASE("a new model is written as arguments of a network that timm has", "[models]") {
  ModelConfig config = parsed(GENERATE(
      as<std::string>(), "", R"("cardinality": 8, "base_width": 8, )",
      R"("stem": {"type": "deep", "width": 24, "pool": "convolution"}, "avg_down": true, )",
      R"("attention": {"type": "squeeze_excite"}, "channels": [32, 64, 96, 128], )",
      R"("attention": {"type": "eca"}, "norm": "group", "output_stride": 16, )",
      R"("block_reduce_first": 2, "down_kernel_size": 3, )"));
  REQUIRE(has_hub_form(config));
  const std::string text = hub_config_text(config, "mine", "base");
  CHECK(parse_hub_config(text, "config.json").architecture == config.architecture);

  config = parsed(R"("stem": {"kernel": 3, "stride": 1, "max_pool": true}, )");
  CHECK_FALSE(has_hub_form(config));
  CHECK_THROWS_WITH(hub_config_text(config, "mine", "base"), Catch::Contains("odd: timm's"));
}

TEST_CASE("reports show what differs from a plain network", "[models]") {
  const Architecture plain = parsed("").architecture;
  CHECK(fields_of(plain).size() == 3);
  CHECK(plain.body->description() == "bottleneck blocks 1, 2, 1, 1; cardinality 1, base width 64");

  const Architecture other =
      parsed(R"("block": "basic", "stem": {"type": "deep", "width": 32}, "avg_down": true,
                "anti_aliasing": "average_pool", "output_stride": 16,
                "attention": {"type": "squeeze_excite"}, )")
          .architecture;
  CHECK(other.body->description() ==
        "basic blocks 1, 2, 1, 1; cardinality 1, base width 64; deep stem of width 32, "
        "average-pooled shortcuts, anti-aliased by average pools, squeeze-and-excitation by 1/16, "
        "output stride 16");
  nlohmann::json fields;
  for (const ArchitectureField& field : fields_of(other)) {
    std::visit([&](const auto& value) { fields[field.key] = value; }, field.value);
  }
  CHECK(fields == nlohmann::json::parse(R"({"block": "basic", "layers": [1, 2, 1, 1],
    "cardinality": 1, "base_width": 64, "stem_type": "deep", "stem_width": 32, "avg_down": true,
    "anti_aliasing": "average_pool", "attention_type": "squeeze_excite",
    "attention_reduction": 0.0625, "output_stride": 16})"));
}

}  // namespace
}  // namespace resnext
