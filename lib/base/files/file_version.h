// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>

// Notices that a file has changed.
namespace resnext {

/// Identifies a file and its state: any other file, or the same one after a write, has another
/// version. Does not survive a remount.
struct FileVersion {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;     ///< bytes
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::int64_t changed = 0;   ///< of the inode, which programs can't set; nanoseconds since 1970

  bool operator==(const FileVersion&) const = default;
};

/// Returns the version of the file with this status.
inline FileVersion version_of(const struct stat& status) {
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return {static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

}  // namespace resnext
