// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/evaluation_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace resnext {
namespace {

const std::vector<Label>& labels() {
  static const std::vector<Label> kLabels = {
      {"goldfish", "n01443537", 1}, {"=cup", "", {}}, {"a, b", "", {}}, {"unused", "", {}}};
  return kLabels;
}

Evaluation sample() {
  Evaluation evaluation;
  evaluation.model = "net.tiny";
  evaluation.title = "tiny, fine-tuned from big";
  evaluation.finetuned_from = "big";
  evaluation.seconds = 2;
  const std::vector<Outcome> outcomes = {
      {0, 0, 0, true, 0.9}, {1, 0, 0, true, 0.8},  {2, 0, 0, true, 0.7}, {3, 0, 1, true, 0.6},
      {4, 1, 0, true, 0.5}, {5, 1, 2, false, 0.4}, {6, 1, 2, true, 0.3}};
  evaluation.measures = measure(outcomes, labels());
  evaluation.failures = {{"bad.jpg", {"truncated", "ends early"}}};
  return evaluation;
}

TEST_CASE("an evaluation is reported as JSON", "[output]") {
  const auto json = nlohmann::json::parse(evaluation_to_json(sample(), labels()));
  CHECK(json["model"] == "net.tiny");
  CHECK(json["finetuned_from"] == "big");
  CHECK(json["images"] == 7);
  CHECK(json["failed"] == 1);
  CHECK(json["top1"] == 42.857);
  CHECK(json["top1_interval"] == nlohmann::json({15.822, 74.954}));
  CHECK(json["top5"] == 85.714);
  CHECK(json["images_per_second"] == 4.0);
  CHECK(json["classes"][0]["top1"] == 75.0);
  CHECK(json["classes"][0]["precision"] == 75.0);
  CHECK_FALSE(json["classes"][1].contains("wnid"));
  CHECK(json["classes"][1]["f1"] == 0.0);
  CHECK(json["macro"]["recall"] == 37.5);
  CHECK(json["worst_pairs"][0]["images"] == 2);
  CHECK(json["worst_pairs"][0]["predicted"]["label"] == "a, b");
  CHECK(json["calibration"]["bins"].size() == 15);
  CHECK_FALSE(json["calibration"]["bins"][0].contains("accuracy"));
  CHECK(json["failures"][0]["code"] == "truncated");
  CHECK_FALSE(json.contains("real"));
  Evaluation nothing = sample();
  nothing.measures = measure({}, labels());
  CHECK_FALSE(nlohmann::json::parse(evaluation_to_json(nothing, labels())).contains("top1"));
}

TEST_CASE("an evaluation as text begins with the worst class", "[output]") {
  Evaluation evaluation = sample();
  evaluation.unknown = {{"a", 1}, {"b\x1b", 2}, {"c", 0}, {"d", 1}, {"e", 1}, {"f", 1}};
  evaluation.of_other_classes = 3;
  evaluation.has_real = true;
  evaluation.without_real = 7;
  const std::string text = evaluation_to_table(evaluation, labels());
  CHECK_THAT(text, Catch::Contains("top-1     42.86 % (95 %: 15.82 to 74.95)") &&
                       Catch::Contains("failed    1") && Catch::Contains("bad.jpg"));
  CHECK_THAT(text, Catch::StartsWith("model     tiny, fine-tuned from big\n"));
  CHECK(text.find("=cup") < text.find("goldfish (n01443537)"));
  CHECK_THAT(text, Catch::Contains("2  =cup taken for a, b"));
  CHECK_THAT(text, Catch::Contains("left out  3 images of classes that were not requested\n"));
  CHECK_THAT(text, Catch::Contains("left out  6 images of 6 classes that the model does not have: "
                                   "a, b?, c, d, e, ...\n"));
  CHECK_THAT(text, Catch::Contains("ReaL      0 images; 7 without such a label\n"));
}

TEST_CASE("the top five of few classes are no news", "[output]") {
  std::vector<Label> six = labels();
  six.insert(six.end(), {{"fifth", "", {}}, {"sixth", "", {}}});
  CHECK_THAT(evaluation_to_table(sample(), six),
             Catch::Contains("top-5     85.71 %") && Catch::Contains(" top-1 %  top-5 %  prec") &&
                 Catch::Contains("   75.00   100.00        75.00   75.00       4  goldfish"));
  six.pop_back();
  CHECK_THAT(evaluation_to_table(sample(), six),
             !Catch::Contains("top-5") &&
                 Catch::Contains("   75.00        75.00   75.00       4  goldfish"));
}

TEST_CASE("the confusion matrix covers the classes that occur", "[output]") {
  CHECK(confusion_to_csv(sample(), labels()) ==
        "truth,n01443537,'=cup,\"a, b\"\r\n"
        "n01443537,3,1,0\r\n"
        "'=cup,1,0,2\r\n"
        "\"a, b\",0,0,0\r\n");
}

TEST_CASE("an evaluated image is reported as its record with the truth", "[output]") {
  ImageResult result;
  result.path = "a.jpg";
  result.model = "tiny";
  result.predictions = {{1, std::nullopt, "", "=cup", 0.5}};
  const LabelledImage image = {"a.jpg", 0};
  Outcome outcome = {0, 0, 1, true, 0.5};
  outcome.real = true;
  auto json = nlohmann::json::parse(evaluated_image_to_json({result, image, &outcome}, labels()));
  CHECK(json["path"] == "a.jpg");
  CHECK(json["predictions"][0]["label"] == "=cup");
  CHECK(json["truth"]["wnid"] == "n01443537");
  CHECK(json["correct"] == false);
  CHECK(json["in_top5"] == true);
  CHECK(json["real"] == true);
  result.failure = ImageFailure{"empty", "zero bytes"};
  json = nlohmann::json::parse(evaluated_image_to_json({result, image, nullptr}, labels()));
  CHECK(json["error"]["code"] == "empty");
  CHECK_FALSE(json.contains("correct"));
}

}  // namespace
}  // namespace resnext
