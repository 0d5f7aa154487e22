// SPDX-License-Identifier: Apache-2.0
#include "hub/part_file.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/error.h"
#include "support/scratch_folder.h"
#include "support/tampering.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

PartFile open_part(const fs::path& target) {
  return {target, [] {}, {}};
}

TEST_CASE("a download resumes in a folder that users share", "[hub]") {
  const ScratchFolder scratch;
  REQUIRE(::chmod(scratch.path().c_str(), 0775) == 0);
  scratch.write("model.pth.part", "half");
  scratch.write("model.pth.part.json", R"({"url": "http://host/model.pth", "validator": "v"})");
  const PartFile part = open_part(scratch.path() / "model.pth");
  CHECK(part.size() == 4);
  CHECK(part.resume_info().url == "http://host/model.pth");
}

TEST_CASE("a download does not resume in another user's file", "[hub]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.write("model.pth.part", "half");
  if (::chown(file.c_str(), kNobody, kNobody) != 0) {
    WARN("SKIPPED: only root can give files away");
    return;
  }
  CHECK_THROWS_WITH(open_part(scratch.path() / "model.pth"),
                    Catch::Contains(file.string()) && Catch::Contains("another user"));
  fs::remove(file);
  const fs::path info =
      scratch.write("model.pth.part.json", R"({"url": "http://host/", "validator": "v"})");
  REQUIRE(::chown(info.c_str(), kNobody, kNobody) == 0);
  CHECK(open_part(scratch.path() / "model.pth").resume_info().url.empty());
}

TEST_CASE("a download does not resume in a file that other users can write", "[hub]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.write("model.pth.part", "half");
  for (const mode_t mode : {0666U, 0664U, 0602U}) {
    REQUIRE(::chmod(file.c_str(), mode) == 0);
    CHECK_THROWS_WITH(open_part(scratch.path() / "model.pth"),
                      Catch::Contains(file.string()) && Catch::Contains("chmod go-w"));
  }
  fs::remove(file);
  const fs::path info =
      scratch.write("model.pth.part.json", R"({"url": "http://host/", "validator": "v"})");
  REQUIRE(::chmod(info.c_str(), 0666) == 0);
  CHECK(open_part(scratch.path() / "model.pth").resume_info().url.empty());
}

TEST_CASE("a download replaces no symbolic link", "[hub]") {
  const ScratchFolder scratch;
  const fs::path target = scratch.path() / "model.pth";
  const fs::path precious = scratch.write("precious", "content");
  {
    PartFile part = open_part(target);
    part.append(std::as_bytes(std::span("weights")));
    fs::create_symlink(precious, target);  // meanwhile
    CHECK_THROWS_WITH(part.publish(), Catch::Contains("can't replace " + target.string()));
  }
  CHECK(fs::is_symlink(target));
  CHECK(fs::file_size(precious) == 7);
  CHECK(fs::exists(target.string() + ".part"));
  CHECK_THROWS_WITH(open_part(target), Catch::Contains("not a regular file"));
}

TEST_CASE("pipes in the place of a download do not hang", "[hub]") {
  const ScratchFolder scratch;
  const fs::path info = scratch.path() / "model.pth.part.json";
  REQUIRE(::mkfifo(info.c_str(), 0600) == 0);
  CHECK(open_part(scratch.path() / "model.pth").resume_info().url.empty());
  const fs::path part = scratch.path() / "model.pth.part";
  fs::remove(part);
  REQUIRE(::mkfifo(part.c_str(), 0600) == 0);
  CHECK_THROWS_WITH(open_part(scratch.path() / "model.pth"), Catch::Contains("not a regular file"));
}

}  // namespace
}  // namespace resnext
