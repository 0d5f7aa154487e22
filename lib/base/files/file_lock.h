// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "base/files/descriptor.h"

// Locks that processes hold against each other (flock).
namespace resnext {

/// The lock of a file that exists for nothing else, in the folder of a cache. Released at the end
/// of its life, or of the process. The file must be trusted (see trusted_file.h); other users can't
/// open it, so that they can't hold its lock either.
class FileLock {
 public:
  /// Creates `path` if necessary; blocks until no other process holds the lock.
  static FileLock wait(const std::filesystem::path& path);

  /// Creates `path` if necessary; gives up at once if another process holds the lock.
  static FileLock attempt(const std::filesystem::path& path);

  bool is_held() const { return error_ == 0; }

  /// Returns false if the file could not be opened. If it could, but the lock is not held, then
  /// another process holds it or the file system knows no locks.
  bool is_open() const { return file_.is_open(); }

  /// Returns the errno value that says why the lock is not held; EWOULDBLOCK: another process holds
  /// it.
  int error() const { return error_; }

  /// Returns why the file is not open, naming it.
  const std::string& problem() const { return problem_; }

 private:
  FileLock(const std::filesystem::path& path, int operation);

  Descriptor file_;
  std::string problem_;
  int error_ = 0;
};

/// The lock of a file that is open for other reasons, held for a few steps. Without effect where
/// the file system knows no locks.
class ScopedLock {
 public:
  enum class Kind { kExclusive, kShared };

  /// Blocks until no other process is in the way. `file` must outlive the lock.
  ScopedLock(const Descriptor& file, Kind kind);
  ScopedLock(const ScopedLock&) = delete;
  ScopedLock& operator=(const ScopedLock&) = delete;
  ~ScopedLock();

 private:
  const Descriptor& file_;
};

}  // namespace resnext
