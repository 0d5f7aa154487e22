// SPDX-License-Identifier: Apache-2.0
#include "hub/part_leftovers.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <optional>

#include "hub/part_file.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("leftovers of a download are removed, and nothing else", "[hub]") {
  const ScratchFolder scratch;
  const fs::path target = scratch.write("a.pth", "whole");
  scratch.write("b.pth.part", "of another file");
  remove_part_leftovers(target);
  CHECK(files_in(scratch.path()) == 2);
  const bool with_part = GENERATE(true, false);
  if (with_part) {
    scratch.write("a.pth.part", "half");
  }
  scratch.write("a.pth.part.json", "{}");
  remove_part_leftovers(target);
  CHECK(files_in(scratch.path()) == 2);
}

TEST_CASE("the file of a download in progress is left alone", "[hub]") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path() / "a.pth";
  std::optional<PartFile> part(
      std::in_place, target, [] {}, CancelCheck());
  part->remember({.url = "http://host/a.pth", .validator = "v", .total = 5});
  remove_part_leftovers(target);
  CHECK(files_in(scratch.path()) == 2);
  part.reset();
  remove_part_leftovers(target);
  CHECK(files_in(scratch.path()) == 0);
}

TEST_CASE("what is not this user's file is no leftover", "[hub]") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path() / "a.pth";
  const fs::path part = scratch.path() / "a.pth.part";
  SECTION("a pipe") { REQUIRE(::mkfifo(part.c_str(), 0600) == 0); }
  SECTION("a link") { fs::create_symlink(scratch.write("precious", "x"), part); }
  SECTION("another user's file") {
    scratch.write("a.pth.part", "half");
    if (::chown(part.c_str(), 65534, 65534) != 0) {
      WARN("SKIPPED: only root can give files away");
      return;
    }
  }
  const std::size_t before = files_in(scratch.path());
  remove_part_leftovers(target);
  CHECK(files_in(scratch.path()) == before);
}

}  // namespace
}  // namespace resnext
