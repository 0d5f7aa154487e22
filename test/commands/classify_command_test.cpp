// SPDX-License-Identifier: Apache-2.0
#include "commands/classify_command.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "support/command_recorder.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const fs::path kSamples = fs::path(RESNEXT_SOURCE_DIR) / "docs" / "samples";

/// A classification with the bundled model, whose packed weights are not kept.
ClassifyRequest request_for(std::vector<std::string> inputs, const fs::path& output) {
  setenv("RESNEXT_DATA_DIR", RESNEXT_SOURCE_DIR "/configs/weights", 1);
  ClassifyRequest request;
  request.images.paths = std::move(inputs);
  request.model.packed_cache_gb = 0;
  request.output = output.string();
  return request;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

TEST_CASE("A classification writes a record and says nothing", "[commands]") {
  const ScratchFolder scratch;
  const fs::path output = scratch.path() / "r.jsonl";
  CommandRecorder recorder;
  const CommandOutcome outcome =
      run_classify(request_for({(kSamples / "coffee.png").string()}, output), recorder.io);
  CHECK(outcome == CommandOutcome::kSuccess);
  CHECK_THAT(text_of(output), Catch::Contains("espresso"));
  CHECK(recorder.console.text().empty());
  CHECK(recorder.interruption.is_catching());
}

TEST_CASE("On a terminal the default model is named", "[commands]") {
  const ScratchFolder scratch;
  CommandRecorder recorder(true);
  run_classify(request_for({(kSamples / "coffee.png").string()}, scratch.path() / "r.jsonl"),
               recorder.io);
  CHECK_THAT(recorder.console.text(), Catch::StartsWith("Model: resnext23_8x8d_tiny, 200 classes"));
}

TEST_CASE("Failed images decide the outcome", "[commands]") {
  const ScratchFolder scratch;
  const fs::path output = scratch.path() / "r.jsonl";
  const std::string missing = (scratch.path() / "missing.jpg").string();
  const std::string good = (kSamples / "coffee.png").string();
  CommandRecorder recorder;
  ClassifyRequest request = request_for({missing, good}, output);
  SECTION("some failed, the rest are classified") {
    CHECK(run_classify(request, recorder.io) == CommandOutcome::kSomeImagesFailed);
    CHECK_THAT(text_of(output), Catch::Contains("not_found") && Catch::Contains("espresso"));
  }
  SECTION("--fail-fast stops at the first") {
    request.fail_fast = true;
    CHECK(run_classify(request, recorder.io) == CommandOutcome::kTooManyErrors);
    CHECK_THAT(text_of(output), !Catch::Contains("espresso"));
    CHECK_THAT(recorder.console.text(),
               Catch::Contains("ended early after 1 failed image (--fail-fast)"));
  }
  SECTION("--verbose names them") {
    request.verbose = true;
    run_classify(request, recorder.io);
    CHECK_THAT(recorder.console.text(),
               Catch::Contains("missing.jpg: not_found") && Catch::Contains("1 failed"));
  }
}

TEST_CASE("An interruption ends a classification in order", "[commands]") {
  const ScratchFolder scratch;
  const fs::path output = scratch.path() / "r.jsonl";
  CommandRecorder recorder;
  recorder.interruption.request();
  const std::string image = (kSamples / "coffee.png").string();
  const std::string missing = (scratch.path() / "missing.jpg").string();
  ClassifyRequest request = request_for({image, missing}, output);
  CHECK(run_classify(request, recorder.io) == CommandOutcome::kInterrupted);
  CHECK(text_of(output).empty());
}

TEST_CASE("No output replaces what a classification reads", "[commands]") {
  const ScratchFolder scratch;
  const fs::path photo = scratch.path() / "photo.png";
  const fs::path config = scratch.path() / "config.json";
  fs::copy_file(kSamples / "coffee.png", photo);
  std::ofstream(config) << R"({"architecture": "resnet18"})";
  CommandRecorder recorder;
  SECTION("an image") {
    CHECK_THROWS_AS(run_classify(request_for({photo.string()}, photo), recorder.io), UsageError);
    CHECK(fs::file_size(photo) == fs::file_size(kSamples / "coffee.png"));
  }
  SECTION("the weights") {
    const fs::path weights = scratch.path() / "resnext23_8x8d_tiny.safetensors";
    for (const auto& file : fs::directory_iterator(RESNEXT_SOURCE_DIR "/configs/weights")) {
      fs::copy_file(file.path(), weights);
    }
    ClassifyRequest request = request_for({photo.string()}, weights);
    request.model.model = "resnext23_8x8d_tiny";
    request.model.weights = weights.string();
    request.force = true;
    const auto bytes = fs::file_size(weights);
    CHECK_THROWS_AS(run_classify(request, recorder.io), UsageError);
    CHECK(fs::file_size(weights) == bytes);
  }
  SECTION("the model's config") {
    const fs::path model = scratch.path() / "tiny.json";
    fs::copy_file(RESNEXT_SOURCE_DIR "/configs/models/resnext23_8x8d_tiny.json", model);
    ClassifyRequest request = request_for({photo.string()}, model);
    request.model.model = model.string();
    request.force = true;
    const auto bytes = fs::file_size(model);
    CHECK_THROWS_AS(run_classify(request, recorder.io), UsageError);
    CHECK(fs::file_size(model) == bytes);
  }
  SECTION("the list of classes") {
    const fs::path classes = scratch.write("classes.txt", "espresso\n");
    ClassifyRequest request = request_for({photo.string()}, classes);
    request.report.classes = classes.string();
    CHECK_THROWS_AS(run_classify(request, recorder.io), UsageError);
    CHECK(text_of(classes) == "espresso\n");
  }
  SECTION("its own manifest") {
    const fs::path both = scratch.path() / "both.json";
    ClassifyRequest request = request_for({photo.string()}, both);
    request.report.manifest = both.string();
    CHECK_THROWS_WITH(run_classify(request, recorder.io), Catch::Contains("two outputs"));
  }
  SECTION("a config named as the manifest") {
    ClassifyRequest request = request_for({photo.string()}, scratch.path() / "r.jsonl");
    request.report.manifest = config.string();
    CHECK_THROWS_WITH(run_classify(request, recorder.io), Catch::Contains("is no manifest"));
    CHECK(text_of(config) == R"({"architecture": "resnet18"})");
  }
  SECTION("but an older manifest is replaced") {
    ClassifyRequest request = request_for({photo.string()}, scratch.path() / "r.jsonl");
    request.report.manifest = (scratch.path() / "manifest.json").string();
    run_classify(request, recorder.io);
    CHECK_THROWS_WITH(run_classify(request, recorder.io), Catch::Contains("--force replaces it"));
    request.force = true;
    CHECK(run_classify(request, recorder.io) == CommandOutcome::kSuccess);
  }
}

}  // namespace
}  // namespace resnext
