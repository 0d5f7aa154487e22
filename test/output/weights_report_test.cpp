// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/weights_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/text/progress_line.h"

namespace resnext {
namespace {

using Json = nlohmann::json;

std::vector<WeightsEntry> entries() {
  std::vector<WeightsEntry> entries(4);
  entries[0].id = "a_model";
  entries[0].found = SearchedPlace{"torch.hub cache", "/t/a.pth"};
  entries[0].bytes = 356'056'638;
  entries[0].format = "torch-legacy";
  entries[0].sha256 = "c38310e5";
  entries[1].id = "b";
  entries[1].published_bytes = 7;
  entries[1].partial_bytes = 120'000'000;
  entries[2].id = "c";
  entries[2].found = SearchedPlace{"Hugging Face cache", "/h/c"};
  entries[2].problem = "/h/c: is empty";
  entries[3].id = "d";
  return entries;
}

TEST_CASE("weights are listed as a table", "[output]") {
  CHECK(weights_to_table(entries()) ==
        "model         size  format        verified  where\n"
        "a_model     356 MB  torch-legacy  yes       /t/a.pth (torch.hub cache)\n"
        "b                                           - (120 MB of an interrupted download)\n"
        "c              0 B  unreadable    no        /h/c (Hugging Face cache)  can't be read\n"
        "d                                           -\n");
}

TEST_CASE("weights are listed as JSON, with null for unknown values", "[output]") {
  const Json json = Json::parse(weights_to_json(entries()));
  REQUIRE(json.size() == 4);
  CHECK(json[0]["path"] == "/t/a.pth");
  CHECK(json[0]["verified"] == true);
  CHECK(json[0]["bytes"] == 356'056'638);
  CHECK(json[0]["problem"].is_null());
  CHECK(json[1]["path"].is_null());
  CHECK(json[1]["bytes"].is_null());
  CHECK(json[1]["partial_bytes"] == 120'000'000);
  CHECK(json[1]["published_bytes"] == 7);
  CHECK(json[2]["format"].is_null());
  CHECK(json[2]["problem"] == "/h/c: is empty");
  CHECK(json[2]["verified"] == false);
}

WeightsVerification bad() {
  WeightsVerification result;
  result.path = "/w/x.pth";
  result.format = "torch-zip";
  result.bytes = 1000;
  result.tensors = 30;
  result.values = 250;
  result.dtypes = {{"f32", 29}, {"i64", 1}};
  result.model = "m";
  for (int i = 0; i < 25; ++i) {
    result.mismatch.missing.push_back("t" + std::to_string(i) + ": expected [1]");
  }
  result.sha256 = "ff";
  result.expected_sha256 = "ab";
  result.promised_by = "file name";
  result.nan = 2;
  result.defects = {{"fc.bias", 2, 0, 0}};
  result.problems = {"one", "two"};
  return result;
}

TEST_CASE("a verification as text lists all problems and cuts long lists", "[output]") {
  const std::string text = verification_to_text(bad());
  for (const char* part :
       {"/w/x.pth", "torch-zip", "30 (29 f32, 1 i64), 250 values", "t19: expected",
        "... and 5 more", "fc.bias: 2 NaN", "PROBLEM     one", "PROBLEM     two"}) {
    CHECK_THAT(text, Catch::Contains(part));
  }
  CHECK_THAT(text, !Catch::Contains("t20:") && !Catch::Contains("no problems"));

  WeightsVerification good;
  good.sha256 = "abcd";
  good.expected_sha256 = "ab";
  good.promised_by = "file name";
  good.fitting = {{"a", 10}, {"b", 10}};
  const std::string fine = verification_to_text(good);
  for (const char* part :
       {"no problems found", "abcd (as the file name promises)", "a, b (10 classes)"}) {
    CHECK_THAT(fine, Catch::Contains(part));
  }
}

TEST_CASE("control characters in a file's names do not reach the terminal", "[output]") {
  WeightsVerification hostile;
  hostile.path = "/w/\x1b[2J.pth";
  hostile.defects = {{"\x1b]0;owned\x07", 1, 0, 0}};
  hostile.mismatch.extra = {"\x1b[31m: found [1]"};
  hostile.model = "m";
  const std::string text = verification_to_text(hostile);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
  std::vector<WeightsEntry> list = entries();
  list[0].found->path = hostile.path;
  CHECK(weights_to_table(list).find('\x1b') == std::string::npos);
  CHECK(conversion_to_text({}, hostile.path).find('\x1b') == std::string::npos);
}

TEST_CASE("a tensor's name is cut in text, not in JSON", "[output]") {
  WeightsVerification result;
  result.defects = {{std::string(5'000'000, 'x'), 1, 0, 0}};
  CHECK(verification_to_text(result).size() < 1000);
  CHECK_THAT(verification_to_text(result), Catch::Contains("xxx...: 1 NaN"));
  CHECK(verification_to_json(result).size() > 5'000'000);
}

TEST_CASE("a verification as JSON is complete", "[output]") {
  const Json json = Json::parse(verification_to_json(bad()));
  CHECK(json["ok"] == false);
  CHECK(json["problems"] == Json({"one", "two"}));
  CHECK(json["fit"]["model"] == "m");
  CHECK(json["fit"]["missing"].size() == 25);
  CHECK(json["defects"][0]["name"] == "fc.bias");
  CHECK(json["expected_bytes"].is_null());
  CHECK(json["dtypes"]["i64"] == 1);

  WeightsVerification good;
  good.fitting = {{"a", 10}};
  const Json fine = Json::parse(verification_to_json(good));
  CHECK(fine["ok"] == true);
  CHECK(fine["fit"]["model"].is_null());
  CHECK(fine["fit"]["fitting"][0]["num_classes"] == 10);
  CHECK(fine["expected_sha256"].is_null());
}

TEST_CASE("numbers of bytes are printed with three digits and a unit", "[output]") {
  CHECK(readable_bytes(0) == "0 B");
  CHECK(readable_bytes(999) == "999 B");
  CHECK(readable_bytes(1000) == "1.00 kB");
  CHECK(readable_bytes(99'949) == "99.9 kB");
  CHECK(readable_bytes(999'499) == "999 kB");
  CHECK(readable_bytes(999'500) == "1.00 MB");
  CHECK(readable_bytes(356'056'638) == "356 MB");
  CHECK(readable_bytes(3'317'136'976) == "3.32 GB");
}

TEST_CASE("the progress line fits its width and shows what is known", "[output]") {
  CHECK(progress_line({150'000'000, 300'000'000, 12'300'000}, 60) ==
        " 50 % [======>      ] 150 MB of 300 MB  12.3 MB/s  0:12 left");
  CHECK(progress_line({150'000'000, std::nullopt, 12'300'000}, 60) == "150 MB  12.3 MB/s");
  CHECK(progress_line({1, 3'000'000'000, 100'000}, 79).ends_with("8:20:00 left"));
  CHECK(progress_line({299'999'999, 300'000'000, 0}, 79).starts_with(" 99 %"));
  CHECK(progress_line({300'000'000, 300'000'000, 0}, 79).starts_with("100 %"));
  for (std::size_t width = 0; width < 120; ++width) {
    CHECK(progress_line({150, 300, 12}, width).size() <= width);
  }
}

TEST_CASE("the rate covers the last seconds", "[output]") {
  RateMeter meter;
  CHECK(meter.per_second() == 0);
  meter.add(1'000'000, 0);  // left by an earlier run
  CHECK(meter.per_second() == 0);
  for (int i = 1; i <= 100; ++i) {
    meter.add(1'000'000 + static_cast<std::uint64_t>(i) * 100, i * 0.1);
  }
  CHECK(meter.per_second() == Approx(1000));
  for (int i = 1; i <= 100; ++i) {
    meter.add(1'010'000, 10 + i * 0.1);
  }
  CHECK(meter.per_second() == Approx(0));
  meter.add(5, 21);  // started over
  meter.add(505, 22);
  CHECK(meter.per_second() == Approx(500));
}

}  // namespace
}  // namespace resnext
