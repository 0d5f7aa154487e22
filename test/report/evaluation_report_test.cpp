#include "report/evaluation_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace resnext {
namespace {

Evaluation sample() {
  Evaluation evaluation;
  evaluation.model = "tiny";
  evaluation.images = 7;
  evaluation.top1 = 3;
  evaluation.top5 = 6;
  evaluation.seconds = 2;
  evaluation.classes = {{0, "n01443537", "goldfish", 4, 3, 4}, {3, "", "cup", 3, 0, 2}};
  evaluation.failures = {{"bad.jpg", {"truncated", "ends early"}}};
  return evaluation;
}

TEST_CASE("an evaluation as JSON", "[report]") {
  const auto json = nlohmann::json::parse(evaluation_to_json(sample()));
  CHECK(json["images"] == 7);
  CHECK(json["failed"] == 1);
  CHECK(json["top1"] == 42.857);
  CHECK(json["top5"] == 85.714);
  CHECK(json["images_per_second"] == 3.5);
  CHECK(json["classes"][0]["top1"] == 75.0);
  CHECK_FALSE(json["classes"][1].contains("wnid"));
  CHECK(json["failures"][0]["code"] == "truncated");
  Evaluation nothing = sample();
  nothing.images = 0;
  CHECK_FALSE(nlohmann::json::parse(evaluation_to_json(nothing)).contains("top1"));
}

TEST_CASE("an evaluation for people begins with the worst class", "[report]") {
  const std::string text = evaluation_to_table(sample());
  CHECK_THAT(text, Catch::Contains("top-1     42.86 %") && Catch::Contains("failed    1") &&
                       Catch::Contains("bad.jpg"));
  CHECK(text.find("cup") < text.find("goldfish"));
}

}  // namespace
}  // namespace resnext
