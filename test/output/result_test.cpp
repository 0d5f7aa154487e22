// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "output/records/json_result.h"
#include "output/records/table_result.h"

namespace resnext {
namespace {

ImageResult samoyed() {
  ImageResult result;
  result.path = "photos/dog.jpg";
  result.model = "ig_resnext101_32x16d";
  result.predictions = {{258, std::nullopt, "n02111889", "Samoyed", 0.6425F},
                        {7, 259, "", "a \"quoted\" class", 0.125}};
  return result;
}

TEST_CASE("a result is one line of JSON in the documented shape", "[output]") {
  CHECK(to_json(samoyed(), false) ==
        R"({"path":"photos/dog.jpg","model":"ig_resnext101_32x16d","predictions":[)"
        R"({"index":258,"wnid":"n02111889","label":"Samoyed","probability":0.6425},)"
        R"({"index":7,"imagenet_index":259,"label":"a \"quoted\" class","probability":0.125}]})");
}

TEST_CASE("logits replace probabilities, and an applied orientation is reported", "[output]") {
  ImageResult result = samoyed();
  result.score_kind = ScoreKind::kLogit;
  result.exif_orientation_applied = 6;
  const nlohmann::json json = nlohmann::json::parse(to_json(result, true));
  CHECK(json["predictions"][0].contains("logit"));
  CHECK_FALSE(json["predictions"][0].contains("probability"));
  CHECK(json["exif_orientation_applied"] == 6);
}

TEST_CASE("an error replaces predictions", "[output]") {
  ImageResult result;
  result.path = "broken.jpg";
  result.model = "m";
  result.failure = ImageFailure{"truncated", "the file ends early"};
  CHECK(to_json(result, false) ==
        R"({"path":"broken.jpg","model":"m",)"
        R"("error":{"code":"truncated","message":"the file ends early"}})");
  CHECK(to_table(result) == "broken.jpg\n  error (truncated): the file ends early\n");
}

TEST_CASE("a path that is not UTF-8 keeps its bytes", "[output]") {
  ImageResult result = samoyed();
  result.path = "caf\xE9.jpg";
  const nlohmann::json json = nlohmann::json::parse(to_json(result, false));
  CHECK(json["path"] == "caf\uFFFD.jpg");
  CHECK(json["path_bytes"] == "636166e92e6a7067");
  CHECK_FALSE(nlohmann::json::parse(to_json(samoyed(), false)).contains("path_bytes"));
}

TEST_CASE("the table shows no control characters of file names", "[output]") {
  ImageResult result = samoyed();
  result.path = "evil\x1B[2J.jpg";
  CHECK(to_table(result) ==
        "evil?[2J.jpg\n"
        "   64.25 %  Samoyed  (n02111889)\n"
        "   12.50 %  a \"quoted\" class\n");
}

}  // namespace
}  // namespace resnext
