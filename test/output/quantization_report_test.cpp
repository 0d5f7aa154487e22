// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/quantization_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "output/format_names.h"
#include "output/pages/quantization_page.h"
#include "output/quantization_formats.h"

namespace resnext {
namespace {

using Catch::Contains;

QuantizationReport sample() {
  QuantizationReport report;
  report.model = "my <model>\x1b";
  report.calibration_images = 300;
  report.held_out_images = 100;
  report.unused = {{"<bad>.jpg", {"truncated", "the file ends early"}}};
  report.max_loss = 0.07;
  report.calibration_error = 0.03;
  report.logit_error = 0.04;
  report.same_top1 = 0.98;
  report.same_top5 = 0.956;
  report.probability = 0.0123;
  report.threads = 2;
  report.f32 = {0.3, 400'000'000};
  report.int8 = {0.1, 100'000'000};
  report.layers = {{"layer1.0.conv1", true, 0.25, 0.01, 12, 9, 4096},
                   {"layer1.0.<conv2>\x1b", false, 0.5, 0.02, 20, 15, 512},
                   {"layer1.0.conv3", true, -0.0125, 0.01, 7, 6.9999998, 40960}};
  return report;
}

QuantizationReport nothing_held_out() {
  QuantizationReport report = sample();
  report.held_out_images = 0;
  report.logit_error = report.same_top1 = report.same_top5 = report.probability = 0;
  return report;
}

QuantizationReport over_budget() {
  QuantizationReport report = sample();
  report.calibration_error = 0.0812;
  return report;
}

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST_CASE("the formats of a quantization are listed, each with its function", "[output]") {
  CHECK(format_help(quantization_formats()) == "table, json or html (one page, with all layers)");
  for (const auto& [file, name] :
       {std::pair("r.txt", "table"), {"r.json", "json"}, {"r.html", "html"}, {"r.htm", "html"}}) {
    const QuantizationFormat* const format = find_format_of(quantization_formats(), file);
    REQUIRE(format != nullptr);
    CHECK(format->name == std::string(name));
  }
  CHECK(quantization_formats()[0].make(sample()) == quantization_to_table(sample()));
  CHECK(quantization_formats()[1].make(sample()) == quantization_to_json(sample()));
  CHECK(quantization_formats()[2].make(sample()) == quantization_to_html(sample()));
}

TEST_CASE("a quantization's table has figures, then the layers that matter most", "[output]") {
  CHECK(quantization_to_table(sample()) ==
        "model        my <model>?, int8\n"
        "images       300 for calibration, 100 held out, 1 left out\n"
        "same class   98.0 % of images held out have f32's best class\n"
        "same five    95.6 % of f32's five best classes are among int8's\n"
        "logit error  4.00 % of how logits differ (3.00 % on calibration images)\n"
        "probability  of f32's best class differs by 1.23 points on average\n"
        "weights      400.0 MB -> 100.0 MB\n"
        "time         300.00 ms -> 100.00 ms, 3.00 times as fast (one image, 2 threads)\n"
        "in f32       1 of 3 layers, for a logit error of at most 7 %: layer1.0.<conv2>?\n"
        "\n"
        "layers with the largest share of the error\n"
        " share %    weights  weight error %  range                         layer\n"
        "   50.00        512            2.00  clips at 15 of 20             layer1.0.<conv2>? (in "
        "f32)\n"
        "   25.00       4096            1.00  clips at 9 of 12              layer1.0.conv1\n"
        "   -1.25      40960            1.00  holds all up to 7             layer1.0.conv3\n");
}

TEST_CASE("a quantization's table shows ten layers at most", "[output]") {
  QuantizationReport report = sample();
  report.layers.clear();
  for (int i = 0; i < 12; ++i) {
    report.layers.push_back({"conv" + std::to_string(i), true, 0.01 * i, 0.01, 1, 1, 9});
  }
  const std::string table = quantization_to_table(report);
  CHECK_THAT(table, Contains("in f32       0 of 12 layers\n"));
  CHECK(occurrences(table, "holds all") == 10);
  CHECK_THAT(table, Contains(" conv11\n") && Contains(" conv2\n") && !Contains(" conv1\n"));
  CHECK(table.find(" conv11\n") < table.find(" conv10\n"));
  report.layers.clear();
  CHECK_THAT(quantization_to_table(report), !Contains("share"));
}

TEST_CASE("a quantization's reports say that nothing was held out", "[output]") {
  const std::string table = quantization_to_table(nothing_held_out());
  CHECK_THAT(table, Contains("not measured: too few images to hold some out\n") &&
                        Contains("3.00 % of how logits differ, on calibration images\n"));
  CHECK_THAT(table, !Contains("same class") && !Contains("probability"));
  CHECK(nlohmann::json::parse(quantization_to_json(nothing_held_out()))["held_out"].is_null());
  const std::string page = quantization_to_html(nothing_held_out());
  CHECK_THAT(page, Contains("<dd>&ndash;</dd><dd>too few images") && Contains("<dd>3.00 %</dd>"));
  CHECK_THAT(page, !Contains("Same five") && !Contains("Probability"));
}

TEST_CASE("a quantization's reports say that --max-loss was not met", "[output]") {
  CHECK_THAT(quantization_to_table(over_budget()),
             Contains("max loss     not met: at most 7 % was asked for, calibration images have "
                      "8.12 %; "));
  CHECK_THAT(quantization_to_html(over_budget()),
             Contains("<p class=\"failure\">A logit error of at most 7 % was asked for; "
                      "calibration images have 8.12 %."));
  const auto met = [](const QuantizationReport& report) {
    return nlohmann::json::parse(quantization_to_json(report))["calibration"]["max_loss_met"];
  };
  CHECK(met(over_budget()) == false);
  CHECK(met(sample()) == true);
  QuantizationReport exactly = sample();
  exactly.max_loss = exactly.calibration_error;
  CHECK(met(exactly) == true);
  CHECK_THAT(quantization_to_table(exactly), !Contains("not met"));
  CHECK_THAT(quantization_to_html(exactly), !Contains("was asked for"));
}

TEST_CASE("a quantization's JSON has everything", "[output]") {
  const std::string text = quantization_to_json(sample());
  CHECK_THAT(text, Catch::EndsWith("}\n"));
  const auto json = nlohmann::json::parse(text);
  CHECK(json["model"] == "my <model>\x1b");
  CHECK(json["precision"] == "int8");
  CHECK(json["calibration"] ==
        nlohmann::json(
            {{"images", 300}, {"logit_error", 0.03}, {"max_loss", 0.07}, {"max_loss_met", true}}));
  CHECK(json["held_out"] == nlohmann::json({{"images", 100},
                                            {"logit_error", 0.04},
                                            {"same_top1", 0.98},
                                            {"same_top5", 0.956},
                                            {"probability_difference", 0.0123}}));
  CHECK(json["left_out"][0] ==
        nlohmann::json(
            {{"path", "<bad>.jpg"}, {"error", "truncated"}, {"message", "the file ends early"}}));
  CHECK(json["threads"] == 2);
  CHECK(json["f32"] == nlohmann::json({{"ms", 300.0}, {"packed_bytes", 400'000'000}}));
  CHECK(json["int8"]["packed_bytes"] == 100'000'000);
  REQUIRE(json["layers"].size() == 3);
  CHECK(json["layers"][0]["precision"] == "int8");
  CHECK(json["layers"][1] == nlohmann::json({{"name", "layer1.0.<conv2>\x1b"},
                                             {"precision", "f32"},
                                             {"share", 0.5},
                                             {"weight_error", 0.02},
                                             {"largest", 20.0},
                                             {"range", 15.0},
                                             {"weights", 512}}));
  CHECK(json["layers"][2]["share"] == -0.0125);
}

TEST_CASE("a quantization's page shows all layers in order of execution", "[output]") {
  const std::string page = quantization_to_html(sample());
  CHECK_THAT(page, Contains("<h1>Quantization of my &lt;model&gt;?</h1>"));
  CHECK_THAT(page, Contains("<dd>98.0 %</dd>") && Contains("<dd>95.6 %</dd>") &&
                       Contains("&plusmn; 1.23") && Contains("<dd>100.0 MB</dd>") &&
                       Contains("f32: 300.00 ms, 3.00 times as long"));
  CHECK_THAT(page, Contains("300 for calibration, 100 held out, 1 left out"));
  CHECK_THAT(page, Contains("<tr><td>layer1.0.conv1</td><td>int8</td>"
                            "<td class=\"share\" style=\"--share:50.0\">25.00</td><td>1.00</td>"
                            "<td class=\"share\" style=\"--share:75.0\">9&nbsp;of&nbsp;12</td>"
                            "<td>4096</td></tr>\n"
                            "<tr><td>layer1.0.&lt;conv2&gt;?</td><td><b>f32</b></td>"
                            "<td class=\"share\" style=\"--share:100.0\">50.00</td>"));
  CHECK_THAT(page, Contains("style=\"--share:0.0\">-1.25</td><td>1.00</td>"
                            "<td class=\"share\" style=\"--share:100.0\">7&nbsp;of&nbsp;7</td>"));
  CHECK_THAT(page, Contains("1 image left out") && Contains("&lt;bad&gt;.jpg"));
  for (const char* raw : {"<model>", "<conv2>", "<bad>", "<script", "\x1b"}) {
    CHECK_THAT(page, !Contains(raw));
  }
}

TEST_CASE("a quantization without measurements is reported without ratios", "[output]") {
  QuantizationReport report = nothing_held_out();
  report.f32 = report.int8 = {};
  report.threads = 1;
  report.layers = {{"dead", true, -0.5, 0, 0, 0, 1}, {"none", true, 0, 0, 0, 0, 1}};
  CHECK_THAT(quantization_to_table(report), Contains("0.00 ms -> 0.00 ms (one image, 1 thread)\n"));
  for (const QuantizationFormat& format : quantization_formats()) {
    CHECK_THAT(format.make(report), !Contains("nan") && !Contains(" inf "));
  }
}

}  // namespace
}  // namespace resnext
