// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>

#include "base/error.h"
#include "base/text/encoding.h"
#include "output/format_names.h"
#include "output/records/csv_result.h"
#include "output/records/json_result.h"
#include "output/report_formats.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

ImageResult samoyed() {
  ImageResult result;
  result.path = "photos/dog, \"best\".jpg";
  result.model = "m";
  result.predictions = {{258, std::nullopt, "n02111889", "Samoyed", 0.6425F},
                        {7, 259, "", "two\twords", 0.125}};
  return result;
}

ImageResult broken() {
  ImageResult result;
  result.path = "broken.jpg";
  result.model = "m";
  result.failure = ImageFailure{"truncated", "the file ends early"};
  return result;
}

RunManifest manifest() {
  RunManifest manifest;
  manifest.program_version = "1.2.3";
  manifest.model = "m";
  manifest.architecture_name = "resnext50_32x4d";
  manifest.weights_path = "w.pth";
  manifest.weights_sha256 = "00ff";
  manifest.precision = "f32";
  manifest.instruction_set = "AVX2";
  manifest.options.predictions.threshold = 0.25;
  manifest.options.predictions.classes = {1, 2};
  return manifest;
}

/// Returns the whole document that a format's reporter writes.
std::string document(const char* format, const ReportOptions& options,
                     const std::vector<ImageResult>& results) {
  const ScratchFolder scratch;
  const std::filesystem::path path = scratch.path() / "out";
  Output output = Output::file(path);
  const std::unique_ptr<Reporter> reporter =
      find_format(report_formats(), format)->make(options, output);
  for (const ImageResult& result : results) {
    reporter->write(result);
  }
  reporter->finish();
  output.finish();
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("json writes one record per line", "[output]") {
  CHECK(document("json", {}, {broken(), broken()}) ==
        to_json(broken(), false) + "\n" + to_json(broken(), false) + "\n");
  CHECK(document("json", {}, {}).empty());
}

TEST_CASE("json-array writes one array", "[output]") {
  CHECK(document("json-array", {}, {samoyed(), broken()}) ==
        "[\n" + to_json(samoyed(), false) + ",\n" + to_json(broken(), false) + "\n]\n");
  CHECK(document("json-array", {}, {}) == "[]\n");
}

TEST_CASE("the manifest is the first record, even if it is the only one", "[output]") {
  const ReportOptions options{.manifest = manifest()};
  const std::string line = to_json(manifest(), false) + "\n";
  CHECK(document("json", options, {}) == line);
  CHECK(document("json", options, {broken()}) == line + to_json(broken(), false) + "\n");
  const nlohmann::json array = nlohmann::json::parse(document("json-array", options, {broken()}));
  REQUIRE(array.size() == 2);
  const nlohmann::json& told = array[0].at("manifest");
  CHECK(told.at("weights").at("sha256") == "00ff");
  CHECK(told.at("versions").at("resnext-classify") == "1.2.3");
  CHECK(told.at("predictions").at("threshold") == 0.25);
  CHECK(told.at("predictions").at("classes") == nlohmann::json({1, 2}));
  CHECK(told.at("predictions").at("renormalize") == false);
}

TEST_CASE("csv has a row for each prediction, and one for a failure", "[output]") {
  CHECK(document("csv", {}, {samoyed(), broken()}) ==
        "path,model,rank,index,imagenet_index,wnid,label,probability,error,message,path_bytes,"
        "exif_orientation_applied,run\r\n"
        "\"photos/dog, \"\"best\"\".jpg\",m,1,258,,n02111889,Samoyed,0.6425,,,,,\r\n"
        "\"photos/dog, \"\"best\"\".jpg\",m,2,7,259,,two\twords,0.125,,,,,\r\n"
        "broken.jpg,m,,,,,,,truncated,the file ends early,,,\r\n");
  CHECK(document("csv", {.fields = Fields("label,score")}, {}) == "label,probability\r\n");
}

TEST_CASE("tsv escapes characters that would break its lines", "[output]") {
  ImageResult odd = samoyed();
  odd.path = "back\\slash\nline";
  odd.predictions.resize(2);
  CHECK(document("tsv", {.score_kind = ScoreKind::kLogit, .fields = Fields("score,path,label")},
                 {odd}) ==
        "logit\tpath\tlabel\n"
        "0.6425\tback\\\\slash\\nline\tSamoyed\n"
        "0.125\tback\\\\slash\\nline\ttwo\\twords\n");
}

TEST_CASE("an image without a prediction above the threshold keeps its row", "[output]") {
  ImageResult nothing = samoyed();
  nothing.predictions.clear();
  CHECK(csv_rows(nothing, Fields("path,rank,label,error"), Separator::kTab) ==
        "photos/dog, \"best\".jpg\t\t\t\n");
}

TEST_CASE("no cell starts a formula, and exact bytes can be recovered", "[output]") {
  const Fields fields("path,label,score,path_bytes");
  ImageResult result = samoyed();
  result.predictions = {{0, std::nullopt, "", "=HYPERLINK(\"x\")", -1.5}};
  for (const std::string begin : {"=", "+", "-", "@"}) {
    result.path = begin + "1.jpg";
    CHECK(csv_rows(result, fields, Separator::kComma) ==
          "./" + begin + "1.jpg,\"'=HYPERLINK(\"\"x\"\")\",-1.5," + hexadecimal(result.path) +
              "\r\n");
  }
  result.path = "caf\xE9\n.jpg";
  result.predictions[0].label = "x";
  CHECK(csv_rows(result, fields, Separator::kComma) ==
        "\"caf\uFFFD\n.jpg\",x,-1.5,636166e90a2e6a7067\r\n");
}

TEST_CASE("fields are checked by name", "[output]") {
  CHECK(Fields().names().size() == 13);
  CHECK_THROWS_WITH(Fields("path,lable"),
                    Catch::Contains("no field \"lable\"") && Catch::Contains("path, model, rank"));
  CHECK_THROWS_WITH(Fields("path,path"), Catch::Contains("named twice"));
  CHECK_THROWS_AS(Fields("path,"), UsageError);
  CHECK(to_json(samoyed(), false, Fields("label,path")) ==
        R"({"path":"photos/dog, \"best\".jpg","predictions":[{"label":"Samoyed"},)"
        R"({"label":"two\twords"}]})");
  CHECK(to_json(samoyed(), false, Fields("model")) == R"({"model":"m"})");
  CHECK(to_json(broken(), false, Fields("path")) ==
        R"({"path":"broken.jpg","error":{"code":"truncated","message":"the file ends early"}})");
}

TEST_CASE("html holds records as data that can't end its element", "[output]") {
  ImageResult evil = samoyed();
  evil.path = "</script><script>alert(1)</script><!--\xFF";
  evil.thumbnail = {std::byte{'a'}, std::byte{'b'}};
  evil.predictions.resize(1);
  const std::vector<Label> labels = {{"<b>cat</b>", "", {}}, {"dog", "", {}}};
  const std::string page = document("html", {.model = "m", .labels = labels}, {evil, broken()});
  const std::string begin = "<script type=\"application/x-ndjson\" id=\"data\">\n";
  REQUIRE(page.find(begin) != std::string::npos);
  CHECK(page.substr(page.find(begin) + begin.size()) ==
        R"({"scores":"probabilities","model":"m","knows":"2 classes: \u003cb>cat\u003c/b>, dog",)"
        R"("classes":["\u003cb>cat\u003c/b>","dog"]})"
        "\n"
        R"({"p":"\u003c/script>\u003cscript>alert(1)\u003c/script>\u003c!--)"
        "\uFFFD"
        R"(","t":"YWI=","l":"%3C/script%3E%3Cscript%3Ealert%281%29%3C/script%3E%3C%21--%FF",)"
        R"("c":[["Samoyed","n02111889",0.6425]]})"
        "\n"
        R"({"p":"broken.jpg","e":["truncated","the file ends early"]})"
        "\n</script>\n</body>\n</html>\n");
  CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find("http://") == std::string::npos);  // loads nothing
  CHECK(page.find("https://") == std::string::npos);
  const std::string empty = document("html", {.manifest = manifest()}, {});
  CHECK(empty.find(R"("manifest":{"model":"m")") != std::string::npos);
  CHECK(empty.ends_with("</html>\n"));
}

TEST_CASE("base64 pads its last group", "[output]") {
  const auto encoded = [](const std::string& text) {
    return base64(std::as_bytes(std::span(text)));
  };
  CHECK(encoded("").empty());
  CHECK(encoded("f") == "Zg==");
  CHECK(encoded("fo") == "Zm8=");
  CHECK(encoded("foo") == "Zm9v");
  CHECK(encoded("\xFF\xFE\xFD\xFC") == "//79/A==");
}

TEST_CASE("the table says when nothing passed the threshold", "[output]") {
  ImageResult nothing = samoyed();
  nothing.path = "a";
  nothing.predictions.clear();
  CHECK(document("table", {}, {nothing}) == "a\n  nothing above the threshold\n");
}

}  // namespace
}  // namespace resnext
