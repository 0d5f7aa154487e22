// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "base/files/descriptor.h"
#include "base/files/file_version.h"

// Maps files into memory.
namespace resnext {

/// A regular file mapped read-only. The bytes stay where they are when the object is moved.
///
/// Pages are read from disk when they are touched. If another process truncates the file in the
/// meantime, or the disk fails, the system sends SIGBUS; mapping_registry.h knows the file's name.
class MappedFile {
 public:
  /// Throws CheckpointError, without the path in its message, if `path` is missing, not readable
  /// or not a regular file. An empty file gives empty bytes.
  explicit MappedFile(const std::filesystem::path& path);
  /// Maps an open file, which `path` names in messages. Throws as above.
  MappedFile(const Descriptor& file, const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }

  /// Returns the version of the mapped file, even if its path has since been replaced.
  const FileVersion& version() const { return version_; }

  /// Starts reading `range` from disk in the background. Parts outside the file are ignored.
  void prefetch(std::span<const std::byte> range) const noexcept;

  /// Reads the whole file into memory and maps its pages, so that touching them causes no faults.
  /// Only a hint.
  void populate() const noexcept;

  /// Drops the pages that lie wholly inside `range` from the process's memory. Touching them again
  /// reads them again.
  void release(std::span<const std::byte> range) const noexcept;

 private:
  std::span<const std::byte> clip(std::span<const std::byte> range) const noexcept;

  std::span<const std::byte> bytes_;
  FileVersion version_;
};

}  // namespace resnext
