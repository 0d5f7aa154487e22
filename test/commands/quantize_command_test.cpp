// SPDX-License-Identifier: Apache-2.0
#include "commands/quantize_command.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/cancelled.h"
#include "base/error.h"
#include "base/files/folder_entries.h"
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

  /// Returns whether nothing of the new model is there, finished or not.
  bool nothing_is_left() const {
    std::error_code error;
    const std::vector<fs::path> entries = folder_entries(scratch.path(), error);
    return !error && std::ranges::none_of(entries, [](const fs::path& entry) {
      return entry.filename().string().find("new") != std::string::npos;
    });
  }

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

std::string refusal(const QuantizeRequest& request) {
  CommandRecorder recorder;
  try {
    run_quantize(request, recorder.io);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

/// An interruption that comes when the model is written, but has not got its name yet.
class LateInterruption : public TestInterruption {
 public:
  explicit LateInterruption(fs::path scratch) : scratch_(std::move(scratch)) {}

  bool is_requested() const override {
    std::error_code error;
    return std::ranges::any_of(folder_entries(scratch_, error), [](const fs::path& entry) {
      return fs::exists(entry / "report.html");
    });
  }

 private:
  fs::path scratch_;
};

TEST_CASE("A mistyped folder of images is refused by its name", "[commands]") {
  const Photos photos;
  const std::string typo = (photos.scratch.path() / "phtos").string();
  CHECK_THAT(refusal(request_for(photos, {photos.folder().string(), typo})),
             Catch::StartsWith("--images " + typo + ": there is no such file or folder"));
  CHECK_THAT(refusal(request_for(photos, {typo + "/*.png"})),
             Catch::StartsWith("--images " + typo + "/*.png: no file or folder matches"));
  CHECK(photos.nothing_is_left());
}

TEST_CASE("Folders without images are refused before the model loads", "[commands]") {
  const Photos photos;
  const fs::path empty = photos.scratch.path() / "empty";
  fs::create_directory(empty);
  CHECK_THAT(refusal(request_for(photos, {empty.string()})),
             Catch::StartsWith("--images: no image files in the folders given"));
  CHECK(photos.nothing_is_left());
}

TEST_CASE("An image that is named twice counts once, so that none held out calibrates",
          "[commands]") {
  const Photos photos;
  const std::string folder = photos.folder().string();
  QuantizeRequest request =
      request_for(photos, {folder, folder + "/../photos", folder + "/1.png", folder + "/*.png"});
  request.report = (photos.scratch.path() / "r.json").string();
  request.quiet = true;
  CommandRecorder recorder;
  CHECK(run_quantize(request, recorder.io) == CommandOutcome::kSuccess);
  const auto json = nlohmann::json::parse(std::ifstream(request.report));
  CHECK(json["calibration"]["images"] == 9);
  CHECK(json["held_out"]["images"] == 3);
  CHECK(recorder.console.text().empty());
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

TEST_CASE("An interruption leaves nothing until the folder has its name", "[commands]") {
  const Photos photos;
  QuantizeRequest request = request_for(photos, {photos.folder().string()});
  request.report = (photos.scratch.path() / "r.json").string();
  RecordedConsole console;
  SECTION("as soon as it is heard") {
    TestInterruption interruption;
    interruption.request();
    CommandIo io = {console, interruption};
    CHECK_THROWS_AS(run_quantize(request, io), Cancelled);
  }
  SECTION("when all is written") {
    LateInterruption interruption(photos.scratch.path());
    CommandIo io = {console, interruption};
    CHECK_THROWS_AS(run_quantize(request, io), Cancelled);
  }
  CHECK(photos.nothing_is_left());
  CHECK_FALSE(fs::exists(request.report));
}

}  // namespace
}  // namespace resnext
