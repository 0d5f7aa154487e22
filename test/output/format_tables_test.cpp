// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "output/evaluation_formats.h"
#include "output/feature_formats.h"
#include "output/format_names.h"
#include "output/report_formats.h"

namespace resnext {
namespace {

using Names = std::vector<std::string>;

TEST_CASE("the formats of classification are listed with what each can do", "[output]") {
  CHECK(format_help(report_formats()) ==
        "json (one object a line), json-array, csv, tsv, html (one page) or table");
  CHECK(in_words(format_names(report_formats(), &ReportFormat::can_hold_manifest), "and") ==
        "json, json-array and html");
  CHECK(in_words(format_names(report_formats(), &ReportFormat::can_choose_fields), "and") ==
        "json, json-array, csv and tsv");
  CHECK(format_names(report_formats(), &ReportFormat::resumable) == Names{"json"});
  CHECK(format_names(report_formats(), &ReportFormat::wants_thumbnails) == Names{"html"});
}

TEST_CASE("the formats of features and of evaluations are listed", "[output]") {
  CHECK(format_help(feature_formats()) == "npy, safetensors or jsonl");
  CHECK(format_names(feature_formats(), &FeatureFormat::has_dtype) == Names{"npy", "safetensors"});
  CHECK(format_help(evaluation_formats()) == "table, json or html (one page, with pictures)");
  CHECK(format_names(evaluation_formats(), &EvaluationFormat::needs_pictures) == Names{"html"});
}

TEST_CASE("a format is found by its whole name only", "[output]") {
  REQUIRE(find_format(report_formats(), "json-array") != nullptr);
  CHECK(find_format(report_formats(), "json-array")->name == std::string("json-array"));
  CHECK(find_format(report_formats(), "js") == nullptr);
}

TEST_CASE("a file's extension stands for a format", "[output]") {
  const auto name_of = [](const char* file) {
    const ReportFormat* const format = find_format_of(report_formats(), file);
    return std::string(format == nullptr ? "" : format->name);
  };
  CHECK(name_of("a.b/r.jsonl") == "json");
  CHECK(name_of("r.ndjson") == "json");
  CHECK(name_of("r.json") == "json-array");
  CHECK(name_of("R.HTM") == "html");
  CHECK(name_of("r.txt") == "table");
  for (const char* file : {"r", "csv", ".csv", "r.", "r.htm html", "r.xls", "r.csv/r", "-", ""}) {
    CHECK(name_of(file).empty());
  }
  CHECK(find_format_of(evaluation_formats(), "r.json")->name == std::string("json"));
}

TEST_CASE("names are joined into a phrase", "[output]") {
  CHECK(in_words({}, "or").empty());
  CHECK(in_words({"a"}, "or") == "a");
  CHECK(in_words({"a", "b"}, "or") == "a or b");
  CHECK(in_words({"a", "b", "c"}, "and") == "a, b and c");
}

}  // namespace
}  // namespace resnext
