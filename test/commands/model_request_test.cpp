// SPDX-License-Identifier: Apache-2.0
#include "commands/model_request.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/error.h"
#include "support/command_recorder.h"

namespace resnext {
namespace {

TEST_CASE("A limit in gigabytes is a number from 0 to 1000000", "[commands]") {
  CHECK(parse_gigabytes("0") == 0.0);
  CHECK(parse_gigabytes("2.5") == 2.5);
  for (const char* text : {"", "-1", "1e7", "nan", "10 GB", "ten"}) {
    CHECK_FALSE(parse_gigabytes(text));
  }
}

TEST_CASE("A resolved model has its labels", "[commands]") {
  RecordedConsole console;
  const ResolvedModel model = resolve({.model = "resnext50_32x4d"}, console);
  CHECK(model.config.id == "resnext50_32x4d");
  CHECK(model.labels.size() == 1000);
}

TEST_CASE("A model can be given images of the size that it was trained at", "[commands]") {
  RecordedConsole console;
  CHECK(resolve({.model = "resnet50.tv2_in1k"}, console).config.preprocessing.input_size == 224);
  const ResolvedModel model = resolve({.model = "resnet50.tv2_in1k", .train_size = true}, console);
  CHECK(model.config.preprocessing.input_size == 176);
  CHECK(model.config.preprocessing.crop_pct == 0.875);
}

TEST_CASE("Weights need a model", "[commands]") {
  RecordedConsole console;
  CHECK_THROWS_WITH(resolve({.weights = "w.pth"}, console), Catch::Contains("needs --model"));
}

TEST_CASE("An unreadable limit in the environment is refused by name", "[commands]") {
  setenv("RESNEXT_PACKED_CACHE", "much", 1);
  CHECK_THROWS_WITH(load_options({}), Catch::Contains("RESNEXT_PACKED_CACHE=much"));
  unsetenv("RESNEXT_PACKED_CACHE");
}

TEST_CASE("Execution options reach loading unchanged", "[commands]") {
  ModelRequest request;
  request.execution = {.threads = 3, .kernels = KernelChoice::kOneDnn};
  const LoadOptions options = load_options(request);
  CHECK(options.execution.threads == 3);
  CHECK(options.execution.kernels == KernelChoice::kOneDnn);
}

TEST_CASE("Loading ends when the user wants it to", "[commands]") {
  setenv("RESNEXT_DATA_DIR", RESNEXT_SOURCE_DIR "/configs/weights", 1);
  RecordedConsole console;
  const OpenedModel opened = open_model(resolve({}, console), "");
  const ModelRequest request = {.packed_cache_gb = 0};
  int polls = 0;
  CHECK_THROWS_AS(load(opened, request, console, [&polls] { return ++polls == 3; }), Cancelled);
  CHECK(polls == 3);  // before the third tensor, and never again
}

}  // namespace
}  // namespace resnext
