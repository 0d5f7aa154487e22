// SPDX-License-Identifier: Apache-2.0
#include "base/files/atomic_file.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/error.h"
#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

void replace(const fs::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

/// Limits the size of the files that this process writes, as a full disk would.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_ = {};
  void (*handler_)(int);
};

TEST_CASE("an atomic file appears only when it is committed", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.path() / "out.txt";
  AtomicFile file(path);
  file.write("one ");
  file.write("two");
  CHECK_FALSE(fs::exists(path));
  file.commit();
  CHECK(content(path) == "one two");
  CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("an atomic file that is not committed leaves the old content and no trace", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  {
    AtomicFile file(path);
    file.write("new");
    CHECK(content(path) == "old");
    CHECK(files_in(scratch.path()) == 2);
  }
  CHECK(content(path) == "old");
  CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("an atomic file that does not fit the disk leaves the old content", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  {
    const FileSizeLimit limit(4096);
    CHECK_THROWS_WITH(
        replace(path, std::string(100'000, 'x')),
        Catch::Contains("can't write " + path.string()) && Catch::Contains("File too large"));
  }
  CHECK(content(path) == "old");
  CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("an atomic file keeps the permissions of the file that it replaces", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  for (const mode_t mode : {0600U, 0640U, 0444U, 0755U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    replace(path, "new");
    CHECK(mode_of(path) == mode);
  }
  const fs::path fresh = scratch.path() / "fresh.txt";
  const mode_t before = ::umask(027);
  replace(fresh, "new");
  ::umask(before);
  CHECK(mode_of(fresh) == 0640);
}

TEST_CASE("the new version of a private file is private while it is written", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  const AtomicFile file(path);
  for (const fs::directory_entry& entry : fs::directory_iterator(scratch.path())) {
    CHECK(mode_of(entry.path()) == 0600);
  }
}

TEST_CASE("an atomic file keeps the owner of the file that it replaces", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  if (::chown(path.c_str(), 65534, 65534) != 0) {
    WARN("SKIPPED: only root can give files away");
    return;
  }
  replace(path, "new");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK(status.st_uid == 65534);
  CHECK(status.st_gid == 65534);
}

TEST_CASE("an atomic file replaces what a symbolic link leads to, not the link", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("data/out.txt", "old");
  const fs::path link = scratch.path() / "link";
  fs::create_symlink("data/second", link);
  fs::create_symlink("out.txt", scratch.path() / "data/second");
  replace(link, "new");
  CHECK(fs::is_symlink(link));
  CHECK(fs::is_symlink(scratch.path() / "data/second"));
  CHECK(content(path) == "new");

  fs::remove(path);  // the links lead nowhere now
  replace(link, "newer");
  CHECK(fs::is_symlink(link));
  CHECK(content(path) == "newer");
}

TEST_CASE("an atomic file in a cache refuses a symbolic link", "[base]") {
  const ScratchFolder scratch;
  const fs::path victim = scratch.write("victim", "precious");
  const fs::path link = scratch.path() / "link";
  fs::create_symlink(victim, link);
  CHECK_THROWS_AS(AtomicFile(link, AtomicFile::Links::kRefuse), OutputError);
  CHECK(fs::is_symlink(link));
  CHECK(content(victim) == "precious");
  CHECK(files_in(scratch.path()) == 2);
}

TEST_CASE("symbolic links in a circle are refused", "[base]") {
  const ScratchFolder scratch;
  fs::create_symlink("b", scratch.path() / "a");
  fs::create_symlink("a", scratch.path() / "b");
  CHECK_THROWS_WITH(AtomicFile(scratch.path() / "a"), Catch::Contains("symbolic links"));
}

TEST_CASE("an atomic file leaves the user's own temporary files alone", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  const fs::path own = scratch.write("out.txt.tmp", "precious");
  replace(path, "new");
  CHECK(content(own) == "precious");
  CHECK(content(path) == "new");
}

TEST_CASE("an atomic file refuses to replace a pipe", "[base]") {
  const ScratchFolder scratch;
  const fs::path pipe = scratch.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  fs::create_symlink("pipe", scratch.path() / "link");
  for (const char* name : {"pipe", "link"}) {
    CHECK_THROWS_WITH(AtomicFile(scratch.path() / name), Catch::Contains("can't replace") &&
                                                             Catch::Contains(name) &&
                                                             Catch::Contains("not a regular file"));
  }
  CHECK(fs::is_fifo(pipe));
  CHECK(files_in(scratch.path()) == 2);
}

TEST_CASE("an atomic file refuses to replace a device", "[base]") {
  const ScratchFolder scratch;
  const fs::path device = scratch.path() / "full";
  constexpr unsigned kMemoryDevices = 1;
  constexpr unsigned kFull = 7;
  if (::mknod(device.c_str(), S_IFCHR | 0666, makedev(kMemoryDevices, kFull)) != 0) {
    WARN("SKIPPED: only root can make device files");
    return;
  }
  fs::create_symlink("full", scratch.path() / "link");
  CHECK_THROWS_AS(AtomicFile(device), OutputError);
  CHECK_THROWS_AS(AtomicFile(scratch.path() / "link"), OutputError);
  CHECK(fs::is_character_file(device));
  CHECK(files_in(scratch.path()) == 2);
}

TEST_CASE("a pipe that takes the name while an atomic file is written is not replaced", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("out.txt", "old");
  {
    AtomicFile file(path);
    file.write("new");
    fs::remove(path);
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK_THROWS_AS(file.commit(), OutputError);
  }
  CHECK(fs::is_fifo(path));
  CHECK(files_in(scratch.path()) == 1);
}

TEST_CASE("a place for an atomic file that can't be written is an error", "[base]") {
  const ScratchFolder scratch;
  CHECK_THROWS_WITH(AtomicFile(scratch.path()), Catch::Contains("Is a directory"));
  CHECK_THROWS_WITH(AtomicFile(scratch.path() / "missing/out.txt"),
                    Catch::Contains("missing/out.txt") && Catch::Contains("No such file"));
}

TEST_CASE("an atomic file may have the longest name that the system allows", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.path() / std::string(255, 'x');
  replace(path, "new");
  CHECK(content(path) == "new");
}

}  // namespace
}  // namespace resnext
