// SPDX-License-Identifier: Apache-2.0
#include "base/files/trusted_file.h"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "base/files/atomic_file.h"
#include "base/files/file_lock.h"
#include "base/files/hash_record.h"
#include "support/scratch_folder.h"
#include "support/tampering.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

mode_t mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777U;
}

/// Calls `check` for a file of each kind that must not be trusted.
template <typename Check>
void for_each_tampering(const Check& check) {
  for (const Tampering& tampering : kTamperings) {
    INFO(tampering.name);
    const ScratchFolder scratch;
    const fs::path file = scratch.write("cache/file", "content");
    if (tampering.apply(file)) {
      check(file);
    } else {
      WARN("SKIPPED: only root can give files away");
    }
  }
}

TEST_CASE("a cache's file is trusted if nobody else can have written it", "[base]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.write("cache/file", "content");
  CHECK(read_trusted(file) == "content");
  CHECK(read_trusted(scratch.path() / "missing").empty());
  CHECK(open_trusted(scratch.path() / "missing", O_RDONLY).error == ENOENT);

  fs::create_symlink("cache", scratch.path() / "link");  // a folder may be elsewhere
  CHECK(read_trusted(scratch.path() / "link/file") == "content");
  REQUIRE(::chmod((scratch.path() / "cache").c_str(), 01777) == 0);  // like /tmp
  CHECK(read_trusted(file) == "content");
}

TEST_CASE("a file that another user may have written is not read", "[base]") {
  for_each_tampering([](const fs::path& file) {
    CHECK(read_trusted(file).empty());
    for (const int flags : {O_RDONLY, O_RDWR | O_CREAT}) {
      const TrustedFile trusted = open_trusted(file, flags);
      CHECK_FALSE(trusted.file.is_open());
      CHECK_THAT(trusted.problem, Catch::Contains(file.parent_path().string()));
      CHECK((trusted.error == EPERM || trusted.error == ELOOP));
    }
  });
}

TEST_CASE("users may share a folder on purpose", "[base]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.write("shared/file", "content");
  REQUIRE(::chmod(file.parent_path().c_str(), 0775) == 0);
  CHECK(read_trusted(file).empty());
  CHECK(read_trusted(file, Sharing::kFolder) == "content");
  REQUIRE(::chmod(file.c_str(), 0664) == 0);  // the file itself is not shared
  CHECK(read_trusted(file, Sharing::kFolder).empty());
  fs::remove(file);
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  CHECK(read_trusted(file, Sharing::kFolder).empty());
}

TEST_CASE("what is made in a cache can be trusted later, whatever the umask", "[base]") {
  const ScratchFolder scratch;
  const mode_t before = ::umask(0);
  const fs::path folder = scratch.path() / "deep/cache";
  create_cache_folder(folder);
  CHECK(open_trusted(folder / "opened", O_RDWR | O_CREAT).file.is_open());
  CHECK(open_trusted(folder / "shared", O_RDWR | O_CREAT, Sharing::kFolder).file.is_open());
  const fs::path others = scratch.write("deep/cache/replaced", "old");  // mode 0666
  for (const fs::path& path : {folder / "new", others}) {
    AtomicFile file(path, AtomicFile::Links::kCache);
    file.write("content");
    file.commit();
    CHECK(read_trusted(path) == "content");
  }
  ::umask(before);
  CHECK(mode_of(scratch.path() / "deep") == 0755);
  CHECK(mode_of(folder) == 0755);
  CHECK(mode_of(folder / "opened") == 0644);
  CHECK(mode_of(folder / "shared") == 0644);
  CHECK(mode_of(folder / "new") == 0644);
  CHECK(mode_of(others) == 0644);
}

TEST_CASE("a lock file that another user may hold is not waited for", "[base]") {
  for_each_tampering([](const fs::path& file) {
    const FileLock lock = FileLock::wait(file);
    CHECK_FALSE(lock.is_open());
    CHECK_FALSE(lock.is_held());
    CHECK_THAT(lock.problem(), Catch::Contains(file.parent_path().string()));
  });
}

TEST_CASE("nobody else can open a lock file", "[base]") {
  const ScratchFolder scratch;
  const fs::path file = scratch.write("lock", "");
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  CHECK(FileLock::attempt(file).is_held());
  CHECK(mode_of(file) == 0600);
}

TEST_CASE("a record of hashes that another user may have written counts as empty", "[base]") {
  const ScratchFolder elsewhere;
  const fs::path hashed = elsewhere.write("a.pth", "content");
  for (const Tampering& tampering : kTamperings) {
    INFO(tampering.name);
    const ScratchFolder scratch;
    const HashRecord record(scratch.path() / "cache/hashes.json");
    REQUIRE(record.add(HashRecord::stamp(hashed).value(), "abc"));
    REQUIRE(record.find(hashed) == "abc");
    if (tampering.apply(record.path())) {
      CHECK_FALSE(record.find(hashed).has_value());
    } else {
      WARN("SKIPPED: only root can give files away");
    }
  }
}

}  // namespace
}  // namespace resnext
