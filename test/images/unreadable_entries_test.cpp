// SPDX-License-Identifier: Apache-2.0
// No entry of a folder is left out because it can't be examined or read.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "images/source/class_folders.h"
#include "images/source/image_files.h"
#include "images/source/image_source.h"
#include "support/as_nobody.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

Names listed(const fs::path& root, const std::string& below = "") {
  Names names;
  for (const fs::path& path : list_images({root / below})) {
    names.push_back(path.lexically_relative(root).string());
  }
  return names;
}

/// A folder that another user may enter, with photos in `locked`, which can be changed.
struct Photos {
  Photos() {
    scratch.write("photos/locked/a.jpg", "GIF89a");
    scratch.write("photos/locked/noext", "GIF89a");
    scratch.write("photos/locked/deep/b.jpg", "GIF89a");
    scratch.write("photos/z.jpg", "GIF89a");
    fs::permissions(scratch.path(), fs::perms(0755));
  }
  ~Photos() { fs::permissions(locked, fs::perms(0755)); }
  Photos(const Photos&) = delete;
  Photos& operator=(const Photos&) = delete;

  ScratchFolder scratch;
  fs::path root = scratch.path() / "photos";
  fs::path locked = root / "locked";
};

TEST_CASE("entries of a folder that can only be listed are returned", "[source]") {
  const Photos photos;
  fs::permissions(photos.locked, geteuid() == 0 ? fs::perms(0744) : fs::perms(0444));
  const AsNobody nobody;
  CHECK(listed(photos.root) == Names{"locked/a.jpg", "locked/deep", "locked/noext", "z.jpg"});
  CHECK(listed(photos.root, "**/*.jpg") ==
        Names{"locked/a.jpg", "locked/deep", "locked/noext", "z.jpg"});
  CHECK(listed(photos.root, "locked/*.jpg") == Names{"locked/a.jpg"});
  CHECK_THROWS_WITH(read_image_file(photos.locked / "noext"), Catch::Contains("Permission denied"));
}

TEST_CASE("folders that can't be listed are returned, below a pattern too", "[source]") {
  const Photos photos;
  fs::permissions(photos.locked, geteuid() == 0 ? fs::perms(0700) : fs::perms::none);
  const AsNobody nobody;
  CHECK(listed(photos.root) == Names{"locked", "z.jpg"});
  CHECK(listed(photos.root, "**/*.jpg") == Names{"locked", "z.jpg"});
  CHECK(listed(photos.root, "*/*.jpg") == Names{"locked"});
  CHECK(listed(photos.root, "**/lock*/*.jpg") == Names{"locked"});
}

TEST_CASE("an unreadable file without an extension is returned", "[source]") {
  const Photos photos;
  const fs::path file = photos.scratch.write("photos/unreadable", "GIF89a");
  fs::permissions(file, geteuid() == 0 ? fs::perms(0600) : fs::perms::none);
  const AsNobody nobody;
  CHECK(listed(photos.root) ==
        Names{"locked/a.jpg", "locked/deep/b.jpg", "locked/noext", "unreadable", "z.jpg"});
}

TEST_CASE("a path that is too long for the system is returned", "[source]") {
  const ScratchFolder scratch;
  const std::string name(200, 'x');
  const int start = open(".", O_RDONLY | O_DIRECTORY);
  REQUIRE(start >= 0);
  fs::current_path(scratch.path());
  for (int depth = 0; depth < 30; ++depth) {
    REQUIRE(fs::create_directory(name));
    REQUIRE(chdir(name.c_str()) == 0);
  }
  REQUIRE(fchdir(start) == 0);
  close(start);
  const std::vector<fs::path> images = list_images({scratch.path()});
  REQUIRE(images.size() == 1);
  CHECK_THROWS_WITH(read_image_file(images.front()), Catch::Contains("File name too long"));
}

TEST_CASE("a lack of file descriptors ends the listing with an error", "[source]") {
  if (std::getenv("ASAN_OPTIONS") != nullptr) {
    WARN("SKIPPED: sanitizers need descriptors of their own");
    return;
  }
  const ScratchFolder scratch;
  scratch.write("photos/a.jpg", "GIF89a");
  scratch.write("photos/noext", "GIF89a");
  struct rlimit before {};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const int next = open(".", O_RDONLY);
  const auto listed_with = [&](rlim_t free) {
    const struct rlimit few = {static_cast<rlim_t>(next) + free, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    std::string message;
    try {
      list_images({scratch.path() / "photos"});
    } catch (const UsageError& error) {
      message = error.what();
    }
    setrlimit(RLIMIT_NOFILE, &before);
    return message;
  };
  CHECK_THAT(listed_with(1), Catch::Contains("photos: can't be opened: Too many open files") &&
                                 Catch::Contains("ulimit -n"));
  CHECK(listed_with(2).empty());
  close(next);
}

TEST_CASE("a class that can't be examined is not left out", "[source]") {
  const Photos photos;
  fs::create_directory_symlink("deep", photos.locked / "linked");
  fs::permissions(photos.locked, geteuid() == 0 ? fs::perms(0744) : fs::perms(0444));
  const AsNobody nobody;
  CHECK_THROWS_AS(class_folders(photos.locked), UsageError);
}

}  // namespace
}  // namespace resnext
