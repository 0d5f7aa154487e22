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
  const auto json = nlohmann::json::parse(
      models_to_json({described("ig_resnext101_32x8d"), described("ssl_resnext50_32x4d")}, false));
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
  const std::string text = models_to_table({described("resnet50"), described("resnet101")});
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  CHECK_THAT(text,
             Catch::Contains("resnet50") && Catch::Contains("25.6") && Catch::Contains("76.13"));
}

}  // namespace
}  // namespace resnext
