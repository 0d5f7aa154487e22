// SPDX-License-Identifier: Apache-2.0
#include "models/model_config_json.h"

#include <catch2/catch.hpp>
#include <string>

#include "base/error.h"
#include "models/resnet/resnet.h"

namespace resnext {
namespace {

std::string valid_config() {
  return R"({
    "id": "tiny", "layers": [1, 2, 3, 1], "cardinality": 16, "base_width": 4, "num_classes": 200,
    "stem": {"kernel": 3, "stride": 1, "max_pool": false},
    "preprocessing": {"input_size": 64, "crop_pct": 1.0, "interpolation": "bicubic",
                      "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}
  })";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("a config is read completely", "[models]") {
  const ModelConfig config = parse_model_config(valid_config(), "tiny.json");
  CHECK(config.id == "tiny");
  CHECK(config.architecture ==
        resnet({.layers = {1, 2, 3, 1},
                .cardinality = 16,
                .base_width = 4,
                .stem = {.kernel = 3, .stride = 1, .pool = Stem::Pool::kNone}},
               200));
  CHECK(config.preprocessing ==
        Preprocessing{64, 1.0, Interpolation::kBicubic, {0.5, 0.5, 0.5}, {0.25, 0.25, 0.25}});
}

TEST_CASE("a bad config is refused with its file and field", "[models]") {
  const auto [from, to, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"\"id\": \"tiny\"", "\"id\": \"\"", "\"id\" is empty"},
      {"\"id\": \"tiny\",", "", "\"id\" is missing"},
      {"\"id\": \"tiny\",", "\"id\": 7,", "\"id\" has the wrong type"},
      {"[1, 2, 3, 1]", "[1, 2, 3]", "\"layers\" must be four"},
      {"[1, 2, 3, 1]", "[1, 2, 3, 0]", "\"layers\" must hold whole numbers"},
      {"[1, 2, 3, 1]", "[1, 2, 3, 2000000000]", "\"layers\" must hold whole numbers"},
      {"\"cardinality\": 16", "\"cardinality\": 1.5", "\"cardinality\" must be a whole number"},
      {"\"cardinality\": 16", "\"cardinality\": -1", "\"cardinality\" must be a number from"},
      {"\"num_classes\": 200", "\"num_classes\": 1e12", "\"num_classes\" must be a number from"},
      {"\"num_classes\": 200", "\"num_clases\": 200", "unknown key \"num_clases\""},
      {"\"kernel\": 3", "\"kernel\": 4", "\"kernel\" must be odd"},
      {"bicubic", "lanczos", "interpolation \"lanczos\" is not supported"},
      {"\"crop_pct\": 1.0", "\"crop_pct\": 0", "\"crop_pct\" must be a number from"},
      {"[0.25, 0.25, 0.25]", "[0.25, 0, 0.25]", "\"std\" must be three positive"},
      {"\"input_size\": 64", "\"input_size\": true", "\"input_size\""},
      {"\"input_size\": 64", R"("input_size": 64, "train_input_size": 8)", "\"train_input_size\""},
      {"\"id\": \"tiny\"", R"("id": "tiny", "card": {"training": {"epochs": 1e300}})", "1e+300"},
      {"\"id\": \"tiny\"", R"("id": "tiny", "card": {"flops": 0.5})", "\"flops\" must be a whole"},
      {"\"id\": \"tiny\"", R"("id": "tiny", "weights": {"bytes": -5})", "found -5"},
  }));
  INFO(to);
  CHECK_THROWS_WITH(parse_model_config(replaced(valid_config(), from, to), "tiny.json"),
                    Catch::StartsWith("tiny.json") && Catch::Contains(expected));
}

TEST_CASE("the size that a model was trained at is read, and can be taken", "[models]") {
  const ModelConfig plain = parse_model_config(valid_config(), "tiny.json");
  CHECK_FALSE(plain.training_size);
  CHECK(at_training_size(plain).preprocessing == plain.preprocessing);
  const ModelConfig config = parse_model_config(
      replaced(valid_config(), "\"crop_pct\": 1.0", R"("crop_pct": 1.0, "train_input_size": 48)"),
      "tiny.json");
  CHECK(config.training_size == InputSize{48, 1.0});
  Preprocessing expected = config.preprocessing;
  expected.input_size = 48;
  CHECK(at_training_size(config).preprocessing == expected);
  const ModelConfig cropped = parse_model_config(
      replaced(valid_config(), "\"crop_pct\": 1.0", R"("crop_pct": 1.0, "train_crop_pct": 0.9)"),
      "tiny.json");
  CHECK(cropped.training_size == InputSize{64, 0.9});
}

TEST_CASE("text that is not a JSON object is refused", "[models]") {
  const std::string text = GENERATE(as<std::string>(), "", "[]", "42", "<html></html>",
                                    "{\"id\":", "{\"id\": \"\xFF\"}");
  CHECK_THROWS_AS(parse_model_config(text, "tiny.json"), ConfigError);
  CHECK_THROWS_WITH(parse_model_config(std::string(100'000, '['), "tiny.json"),
                    Catch::StartsWith("tiny.json"));
  std::string deep = "{\"id\": ";
  for (int level = 0; level < 1000; ++level) {
    deep += "{\"a\": ";
  }
  deep += "1" + std::string(1001, '}');
  CHECK_THROWS_WITH(parse_model_config(deep, "tiny.json"), Catch::Contains("levels deep"));
}

}  // namespace
}  // namespace resnext
