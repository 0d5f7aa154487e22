// SPDX-License-Identifier: Apache-2.0
#include "base/files/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/files/trusted_file.h"

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

FileLock::FileLock(const std::filesystem::path& path, int operation) {
  constexpr mode_t kPrivate = 0600;
  TrustedFile trusted = open_trusted(path, O_RDWR | O_CREAT);
  error_ = trusted.error;
  problem_ = std::move(trusted.problem);
  file_ = std::move(trusted.file);
  if (file_.is_open()) {
    ::fchmod(file_.get(), kPrivate);  // fails for root's file, which is no worse
    error_ = apply(file_.get(), operation);
  }
}

FileLock FileLock::wait(const std::filesystem::path& path) { return {path, LOCK_EX}; }

FileLock FileLock::attempt(const std::filesystem::path& path) { return {path, LOCK_EX | LOCK_NB}; }

ScopedLock::ScopedLock(const Descriptor& file, Kind kind) : file_(file) {
  apply(file.get(), kind == Kind::kExclusive ? LOCK_EX : LOCK_SH);
}

ScopedLock::~ScopedLock() { apply(file_.get(), LOCK_UN); }

}  // namespace resnext
