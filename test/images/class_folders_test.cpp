// SPDX-License-Identifier: Apache-2.0
#include "images/source/class_folders.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("classes are the visible folders, in natural order", "[source]") {
  const ScratchFolder scratch;
  const fs::path& folder = scratch.path();
  for (const char* name : {"class10", "class9", ".cache"}) {
    fs::create_directory(folder / name);
  }
  std::ofstream(folder / "list.txt") << "no folder";
  fs::create_directory_symlink("nowhere", folder / "dangling");
  fs::create_directory_symlink("class9", folder / "linked");
  CHECK(class_folders(folder) ==
        std::vector<fs::path>{folder / "class9", folder / "class10", folder / "linked"});
  CHECK_THROWS_AS(class_folders(folder / "list.txt"), UsageError);
}

}  // namespace
}  // namespace resnext
