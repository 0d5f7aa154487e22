#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/files/file_version.h"

namespace resnext {

/// A regular file mapped read-only. The bytes stay where they are when the object is moved.
///
/// Pages are read from disk as they are touched: should another process truncate the file
/// meanwhile, or the disk fail, the system kills the reading process with SIGBUS.
class MappedFile {
 public:
  /// Throws CheckpointError, without the path in its message, if `path` is missing, not readable
  /// or not a regular file. An empty file gives empty bytes.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

  /// Of the file that is mapped, whatever its path leads to by now.
  const FileVersion& version() const { return version_; }

  /// Starts reading `range` from disk in the background. Parts outside the file are ignored.
  void prefetch(std::span<const std::byte> range) const noexcept;

  /// Reads the whole file into memory, at the speed of the disk where it is not there yet, and
  /// spares the faults of the first touch. Only a hint.
  void populate() const noexcept;

  /// Takes the pages that lie wholly inside `range` out of this process' memory. They stay
  /// readable: touching them again reads them again.
  void release(std::span<const std::byte> range) const noexcept;

 private:
  std::span<const std::byte> clip(std::span<const std::byte> range) const noexcept;

  std::span<const std::byte> bytes_;
  FileVersion version_;
};

}  // namespace resnext
