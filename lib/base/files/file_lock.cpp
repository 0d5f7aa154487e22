// SPDX-License-Identifier: Apache-2.0
#include "base/files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

namespace resnext {
namespace {

/// Returns 0, or the reason as an errno value.
int apply(int file, int operation) {
  while (::flock(file, operation) != 0) {
    if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& path, int operation)
    : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)) {
  error_ = file_.is_open() ? apply(file_.get(), operation) : errno;
}

FileLock FileLock::wait(const std::filesystem::path& path) { return {path, LOCK_EX}; }

FileLock FileLock::attempt(const std::filesystem::path& path) { return {path, LOCK_EX | LOCK_NB}; }

ScopedLock::ScopedLock(const Descriptor& file, Kind kind) : file_(file) {
  apply(file.get(), kind == Kind::kExclusive ? LOCK_EX : LOCK_SH);
}

ScopedLock::~ScopedLock() { apply(file_.get(), LOCK_UN); }

}  // namespace resnext
