#pragma once

#include <sys/stat.h>

#include <cstdint>

namespace resnext {

/// Which file, in which state: another one, or one that was written to, has another version. Not
/// kept over a remount.
struct FileVersion {
  std::uint64_t inode = 0;
  std::uint64_t size = 0;     ///< bytes
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  std::int64_t changed = 0;   ///< the inode's, which programs can't set; nanoseconds since 1970

  bool operator==(const FileVersion&) const = default;
};

inline FileVersion version_of(const struct stat& status) {
  const auto nanoseconds = [](const timespec& time) {
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
  };
  return {static_cast<std::uint64_t>(status.st_ino), static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)};
}

}  // namespace resnext
