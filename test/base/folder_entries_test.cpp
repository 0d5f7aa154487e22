// SPDX-License-Identifier: Apache-2.0
#include "base/files/folder_entries.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a folder's entries are files, folders and links, hidden ones too", "[base]") {
  const ScratchFolder scratch;
  fs::create_directory(scratch.path() / "folder");
  scratch.write(".hidden", "x");
  fs::create_symlink("nowhere", scratch.path() / "link");
  std::error_code error = std::make_error_code(std::errc::io_error);
  std::vector<fs::path> entries = folder_entries(scratch.path(), error);
  std::ranges::sort(entries);
  CHECK(!error);
  CHECK(entries == std::vector{scratch.path() / ".hidden", scratch.path() / "folder",
                               scratch.path() / "link"});
}

TEST_CASE("a folder that can't be read is an error", "[base]") {
  const ScratchFolder scratch;
  std::error_code error;
  CHECK(folder_entries(scratch.path() / "none", error).empty());
  CHECK(error == std::errc::no_such_file_or_directory);
  scratch.write("file", "x");
  CHECK(folder_entries(scratch.path() / "file", error).empty());
  CHECK(error == std::errc::not_a_directory);
}

}  // namespace
}  // namespace resnext
