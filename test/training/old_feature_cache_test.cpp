// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "support/scratch_folder.h"
#include "training/feature_cache.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("computed features of version 0.1 are read", "[training]") {
  const fs::path fixtures = fs::path(RESNEXT_TEST_DIR) / "fixtures";
  const ScratchFolder scratch;
  fs::copy_file(fixtures / "photo.features", scratch.path() / "photo.features");
  std::ifstream stream(fixtures / "photo.features.json");
  const nlohmann::json expected = nlohmann::json::parse(stream);
  const FeatureCache cache(scratch.path(), "photo", 2048);
  std::vector<float> values(2048);
  REQUIRE(cache.find(expected.at("sha256").get<std::string>(), values));
  const auto first = expected.at("first").get<std::vector<float>>();
  CHECK(std::vector<float>(values.begin(), values.begin() + 8) == first);
}

}  // namespace
}  // namespace resnext
