// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/files/file_lock.h"

// The folder of packed files.
namespace resnext {

/// Packed files, named by a hash of their key, with their marks (checked_mark.h), and the record of
/// the checkpoints' hashes. Other files in the folder are not touched.
class PackedFolder {
 public:
  explicit PackedFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path path_of(const std::string& key) const;

  /// Returns the path of the HashRecord of the checkpoints. Changing the record requires the lock.
  std::filesystem::path sources() const;

  /// Returns true for network file systems, where other hosts may remove mapped files or write at
  /// the same time.
  bool is_on_network() const;

  /// Locks the folder for writing and removing; creates it. Sets `reason` if the lock is not held:
  /// another process has it, or the folder can't be written.
  FileLock lock(std::string& reason) const;

  /// Removes what killed processes have left. Requires the lock.
  void sweep() const;

  /// Removes the least recently used files so that `bytes` more stay below `limit`. Returns false
  /// and removes nothing if the disk would be almost full. Requires the lock.
  bool make_room(std::uint64_t bytes, std::uint64_t limit) const;

 private:
  enum class Kind { kPacked, kTemporary, kMark, kOther };

  static Kind kind_of(std::string_view name);
  /// Lists regular files only.
  std::vector<std::filesystem::path> files(Kind kind) const;

  std::filesystem::path folder_;
};

}  // namespace resnext
