// SPDX-License-Identifier: Apache-2.0
#include "base/files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <future>
#include <optional>

#include "support/scratch_folder.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a file lock is held by one at a time", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.path() / "lock";
  std::optional<FileLock> first = FileLock::attempt(path);
  CHECK(first->is_held());
  const FileLock second = FileLock::attempt(path);
  CHECK_FALSE(second.is_held());
  CHECK(second.is_open());
  CHECK(second.error() == EWOULDBLOCK);
  first.reset();
  CHECK(FileLock::attempt(path).is_held());
}

TEST_CASE("waiting for a file lock ends when it is released", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.path() / "lock";
  std::optional<FileLock> first = FileLock::wait(path);
  auto waiting = std::async(std::launch::async, [&] { return FileLock::wait(path).is_held(); });
  CHECK(waiting.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
  first.reset();
  CHECK(waiting.get());
}

TEST_CASE("a lock file that can't be opened is told from one that is held", "[base]") {
  const ScratchFolder scratch;
  const FileLock missing = FileLock::attempt(scratch.path() / "missing/lock");
  CHECK_FALSE(missing.is_open());
  CHECK_FALSE(missing.is_held());
  CHECK(missing.error() == ENOENT);
  fs::create_symlink(scratch.write("victim", ""), scratch.path() / "link");
  CHECK(FileLock::attempt(scratch.path() / "link").error() == ELOOP);
}

TEST_CASE("a scoped lock keeps others out until its end", "[base]") {
  const ScratchFolder scratch;
  const fs::path path = scratch.write("data", "");
  const Descriptor mine(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  const Descriptor other(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  {
    const ScopedLock lock(mine, ScopedLock::Kind::kExclusive);
    CHECK(::flock(other.get(), LOCK_SH | LOCK_NB) != 0);
  }
  {
    const ScopedLock lock(mine, ScopedLock::Kind::kShared);
    CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) != 0);
    CHECK(::flock(other.get(), LOCK_SH | LOCK_NB) == 0);
    ::flock(other.get(), LOCK_UN);
  }
  CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) == 0);
}

}  // namespace
}  // namespace resnext
