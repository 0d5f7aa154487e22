// SPDX-License-Identifier: Apache-2.0
#include "images/source/pattern_reach.h"

#include <catch2/catch.hpp>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a pattern may take pictures from folders that it could match", "[source]") {
  const ScratchFolder scratch;
  const fs::path& root = scratch.path();
  fs::create_directories(root / "photos");
  const auto covers = [&root](const char* pattern, const char* folder) {
    return may_take_pictures_from(root / pattern, root / folder);
  };
  for (const char* pattern : {"**", "**/*.png", "photos/*", "p*", "photos/**", "**/cam/*",
                              "photos/cam/*g", "photos/[c]am/*", "photos/../*", "**/*x.png"}) {
    CAPTURE(pattern);
    CHECK(covers(pattern, "photos/cam"));
  }
  for (const char* pattern :
       {"**/*.jpg", "photos/*.jpg", "q*", "photos/c*/deep/*", "**/other/*", "photos/d*/**"}) {
    CAPTURE(pattern);
    CHECK_FALSE(covers(pattern, "photos/cam"));
  }
  CHECK_FALSE(covers("photos/*", "cam"));
  CHECK(covers("photos/*", "photos"));
}

}  // namespace
}  // namespace resnext
