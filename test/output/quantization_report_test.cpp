// SPDX-License-Identifier: Apache-2.0
#include "quantization/quantization_report.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "output/quantization_formats.h"

namespace resnext {
namespace {

QuantizationReport report() {
  QuantizationReport report;
  report.model = "my <model>";
  report.calibration_images = 300;
  report.held_out_images = 100;
  report.unused = {{"bad.jpg", {"truncated", "the file ends early"}}};
  report.max_loss = 0.1;
  report.calibration_error = 0.03;
  report.logit_error = 0.04;
  report.same_top1 = 0.98;
  report.same_top5 = 0.95;
  report.probability = 0.0123;
  report.threads = 2;
  report.f32 = {0.3, 400'000'000};
  report.int8 = {0.1, 100'000'000};
  report.layers = {{"layer1.0.conv1", true, 0.25, 0.01, 12, 9, 4096},
                   {"layer1.0.conv2", false, 0.5, 0.02, 20, 15, 512},
                   {"layer1.0.conv3", true, -0.01, 0.01, 7, 7, 4096}};
  return report;
}

TEST_CASE("a quantization's table tells agreement, size, speed and layers", "[output]") {
  const std::string table = quantization_to_table(report());
  using Catch::Contains;
  CHECK_THAT(table, Contains("my <model>, int8"));
  CHECK_THAT(table, Contains("300 to calibrate with, 100 held out, 1 left out"));
  CHECK_THAT(table, Contains("98.0 % of 100 images held out have f32's best class"));
  CHECK_THAT(table, Contains("logit error  4.00 %"));
  CHECK_THAT(table, Contains("in f32       1 of 3 layers: layer1.0.conv2"));
  CHECK_THAT(table, Contains("100.0 MB, f32 400.0 MB"));
  CHECK_THAT(table, Contains("3.00x"));
  CHECK(table.find("50.0 %") < table.find("25.0 %"));  // the worst layer first
  QuantizationReport few = report();
  few.held_out_images = 0;
  CHECK_THAT(quantization_to_table(few), Contains("not measured: too few images"));
}

TEST_CASE("a quantization's JSON has everything", "[output]") {
  const auto json = nlohmann::json::parse(quantization_to_json(report()));
  CHECK(json["held_out"]["same_top1"] == 0.98);
  CHECK(json["calibration"]["images"] == 300);
  CHECK(json["left_out"][0]["error"] == "truncated");
  CHECK(json["layers"].size() == 3);
  CHECK(json["layers"][1]["precision"] == "f32");
  CHECK(json["layers"][2]["share"] == -0.01);
  CHECK(json["int8"]["packed_bytes"] == 100'000'000);
  QuantizationReport few = report();
  few.held_out_images = 0;
  CHECK(nlohmann::json::parse(quantization_to_json(few))["held_out"].is_null());
}

TEST_CASE("a quantization's page shows all layers", "[output]") {
  const std::string page = quantization_to_html(report());
  using Catch::Contains;
  CHECK_THAT(page, Contains("Quantization of my &lt;model&gt;"));
  CHECK_THAT(page, !Contains("<model>"));
  CHECK_THAT(page, Contains("<td>layer1.0.conv2</td><td>f32</td>"));
  CHECK_THAT(page, Contains("98.0 %"));
  CHECK_THAT(page, Contains("bad.jpg"));
  for (const QuantizationFormat& format : quantization_formats()) {
    CHECK(!format.make(report()).empty());
  }
}

}  // namespace
}  // namespace resnext
