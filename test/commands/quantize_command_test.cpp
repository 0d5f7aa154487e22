// SPDX-License-Identifier: Apache-2.0
#include "commands/quantize_command.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "support/command_recorder.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

const fs::path kSamples = fs::path(RESNEXT_SOURCE_DIR) / "docs" / "samples";
const fs::path kWeights = fs::path(RESNEXT_SOURCE_DIR) / "configs" / "weights";

/// Twelve photos, of which three are held out, and room for what a quantization writes.
struct Photos {
  Photos() {
    fs::create_directory(folder());
    for (int i = 0; i < 12; ++i) {
      fs::copy(kSamples / "coffee.png", folder() / (std::to_string(i) + ".png"));
    }
  }

  fs::path folder() const { return scratch.path() / "photos"; }
  fs::path out() const { return scratch.path() / "new"; }

  ScratchFolder scratch;
};

/// A quantization of the bundled model.
QuantizeRequest request_for(const Photos& photos, std::vector<std::string> images) {
  setenv("RESNEXT_DATA_DIR", kWeights.c_str(), 1);
  QuantizeRequest request;
  request.images = std::move(images);
  request.model.packed_cache_gb = 0;
  request.out = photos.out().string();
  return request;
}

TEST_CASE("A terminal sees what a quantization is doing", "[commands]") {
  const Photos photos;
  QuantizeRequest request = request_for(photos, {photos.folder().string()});
  request.report = (photos.scratch.path() / "r.json").string();
  CommandRecorder recorder(true);
  CHECK(run_quantize(request, recorder.io) == CommandOutcome::kSuccess);
  const std::string& said = recorder.console.text();
  for (const char* stage : {"measuring ranges: 9 of 9 (100 %)", "measuring means: 9 of 9 (100 %)",
                            "trying layers: 25 of 25 (100 %)", "comparing answers: 3 of 3"}) {
    CHECK_THAT(said, Catch::Contains(stage));
  }
  CHECK_THAT(said, Catch::Contains(" layers/s") && Catch::EndsWith("photo.jpg` runs it\n"));
}

}  // namespace
}  // namespace resnext
