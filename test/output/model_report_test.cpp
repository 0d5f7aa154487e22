// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/model_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "models/registry.h"

namespace resnext {
namespace {

ModelDescription described(const std::string& id) {
  return describe_model(find_builtin_model(id).value(),
                        [](const char*) { return std::optional<std::string>("/none"); });
}

TEST_CASE("a model is shown with everything on its card", "[output]") {
  const std::string text = model_to_text(described("resnext101_32x48d_wsl"));
  for (const char* part :
       {"ig_resnext101_32x48d", "828,411,176", "197,446,554,624", "3,317,136,976 bytes",
        "CC-BY-NC-4.0 (non-commercial use only)", "top-1 85.42 %, top-5 97.58 %", "100 epochs",
        "batch 8064", "336x GPUs", "IG-3.5B-17k", "arxiv.org/abs/1805.00932", "224 x 224",
        "3e41cc8a", "looked for", "/none/"}) {
    CHECK_THAT(text, Catch::Contains(part));
  }
}

TEST_CASE("models as JSON omit unknown values", "[output]") {
  ModelDescription unpublished = described("ssl_resnext50_32x4d");
  unpublished.config.card.accuracy.clear();
  const auto json =
      nlohmann::json::parse(models_to_json({described("ig_resnext101_32x8d"), unpublished}, false));
  REQUIRE(json.size() == 2);
  CHECK(json[0]["parameters"] == 88'791'336);
  CHECK(json[0]["weights"]["bytes"] == 356'056'638);
  CHECK(json[0]["weights"]["found"].is_null());
  CHECK(json[0]["weights"]["searched"].size() == 2);
  CHECK_FALSE(json[1]["weights"].contains("bytes"));
  CHECK(json[1]["card"]["accuracy"].empty());
  const auto single = nlohmann::json::parse(models_to_json({described("resnet50")}, true));
  CHECK(single["id"] == "resnet50");
}

TEST_CASE("the list has one line per model", "[output]") {
  CHECK(models_to_table({described("resnet50"), described("tiny")}) ==
        "model                top-1 %  params M  GMACs  input  licence\n"
        "resnet50               76.13      25.6    4.1    224  BSD-3-Clause\n"
        "resnext23_8x8d_tiny        -       7.0    0.2     80  ImageNet-terms\n");
}

TEST_CASE("the size that a model was trained at is shown", "[output]") {
  const ModelDescription model = described("resnet50.tv2_in1k");
  CHECK_THAT(model_to_text(model), Catch::Contains("224 x 224 RGB, crop 0.965") &&
                                       Catch::Contains("176 x 176, crop 0.875 (--train-size)"));
  const auto json = nlohmann::json::parse(models_to_json({model}, true));
  CHECK(json["input"]["size"] == 224);
  CHECK(json["input"]["train_size"] == 176);
  CHECK(json["input"]["train_crop_pct"] == 0.875);
}

TEST_CASE("the card says where its facts are from", "[output]") {
  ModelDescription model = described("resnet50");
  model.config.card.source = "timm 1.0";
  CHECK_THAT(model_to_text(model), Catch::Contains("source          timm 1.0\n"));
  CHECK(nlohmann::json::parse(models_to_json({model}, true))["card"]["source"] == "timm 1.0");
}

}  // namespace
}  // namespace resnext
