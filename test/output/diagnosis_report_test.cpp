// SPDX-License-Identifier: Apache-2.0
#include "output/summaries/diagnosis_report.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

namespace resnext {
namespace {

Diagnosis healthy() {
  Diagnosis diagnosis;
  diagnosis.program_version = "1.2.3";
  diagnosis.system = {"An OS\x1b[2J", "Linux 6", "glibc 2.36", 4'000'000'000, 1'000'000'000};
  diagnosis.processor = {"A CPU", "x86_64", {"avx2", "fma"}};
  diagnosis.instruction_set = "AVX2";
  diagnosis.cpus = {4, 1.5};
  diagnosis.libraries = {{"oneDNN", "2.6.3", ""}, {"OpenCV", "4.6.0", ""}};
  diagnosis.model = "a_model";
  diagnosis.kernels = {{"winograd:avx2", 3, 750}, {"jit:avx2", 1, 250}};
  diagnosis.caches = {{"packed weights", "/cache/packed", true, 2, 1500}};
  diagnosis.checks = {{"winograd:avx2", "definition in f64", 6, 1e-7, 2e-6}};
  return diagnosis;
}

TEST_CASE("a healthy machine has no findings", "[output]") {
  const Diagnosis diagnosis = healthy();
  CHECK(findings(diagnosis).empty());
  const std::string text = diagnosis_to_text(diagnosis);
  CHECK_THAT(text, Catch::Contains("4 CPUs may be used, a quota of 1.5"));
  CHECK_THAT(text, Catch::Contains("winograd:avx2                  3 layers,  75.0 % of the work"));
  CHECK_THAT(text, Catch::Contains("packed weights: 2 files, 1.50 kB, in /cache/packed"));
  CHECK_THAT(text, Catch::Contains("agrees   error 1.0e-07 of 2.0e-06"));
  CHECK_THAT(text, Catch::EndsWith("result      no problems found\n"));
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("a kernel that disagrees is a finding", "[output]") {
  Diagnosis diagnosis = healthy();
  diagnosis.checks.push_back({"amx", "definition in f64", 4, 0.25, 5e-7});
  const std::vector<std::string> found = findings(diagnosis);
  REQUIRE(found.size() == 1);
  CHECK_THAT(found.front(), Catch::StartsWith("amx disagrees with its reference"));
  CHECK_THAT(found.front(), Catch::Contains("error 0.25") && Catch::Contains("5e-07"));
  const std::string text = diagnosis_to_text(diagnosis);
  CHECK_THAT(text, Catch::Contains("DIFFERS  error 2.5e-01"));
  CHECK_THAT(text, Catch::Contains("PROBLEM     amx disagrees"));
  CHECK_THAT(text, !Catch::Contains("no problems found"));
  const auto json = nlohmann::json::parse(diagnosis_to_json(diagnosis));
  CHECK(json["checks"][1]["agrees"] == false);
  CHECK(json["findings"][0] == found.front());
}

TEST_CASE("a missing value is null in JSON, and a finding", "[output]") {
  Diagnosis diagnosis = healthy();
  diagnosis.checks.front().error = NAN;
  CHECK(findings(diagnosis).size() == 1);
  const auto json = nlohmann::json::parse(diagnosis_to_json(diagnosis));
  CHECK(json["checks"][0]["error"].is_null());
  CHECK(json["checks"][0]["agrees"] == false);
}

TEST_CASE("libraries of one module that can't be loaded are one finding", "[output]") {
  Diagnosis diagnosis = healthy();
  diagnosis.libraries = {{"OpenCV", "", "a file is missing"}, {"libwebp", "", "a file is missing"}};
  CHECK(findings(diagnosis) == std::vector<std::string>{"OpenCV: a file is missing"});
  const auto json = nlohmann::json::parse(diagnosis_to_json(diagnosis));
  CHECK(json["libraries"]["OpenCV"].is_null());
}

TEST_CASE("weights that can't be read are a finding", "[output]") {
  Diagnosis diagnosis = healthy();
  WeightsEntry entry;
  entry.id = "a_model";
  entry.found = {"torch.hub cache", "/weights.pth"};
  entry.problem = "/weights.pth: not a checkpoint";
  diagnosis.weights.push_back(entry);
  CHECK(findings(diagnosis) ==
        std::vector<std::string>{"weights of a_model: /weights.pth: not a checkpoint"});
  CHECK_THAT(diagnosis_to_text(diagnosis), Catch::Contains("can't be read"));
}

}  // namespace
}  // namespace resnext
