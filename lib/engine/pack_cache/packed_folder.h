// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/files/file_lock.h"

namespace resnext {

/// The folder of packed files, named by a hash of their key, with their marks (checked_mark.h).
/// Whatever else lies there is left alone.
class PackedFolder {
 public:
  explicit PackedFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path path_of(const std::string& key) const;

  /// Other hosts may remove what is mapped here, or write at the same time.
  bool is_on_network() const;

  /// Takes the lock that whoever writes or removes files must hold; creates the folder. Sets
  /// `reason` if the lock is not held: another process has it, or the folder can't be written.
  FileLock lock(std::string& reason) const;

  /// Removes what processes left that were killed. Under the lock only.
  void sweep() const;

  /// Removes the files that were not used for longest, so that `bytes` more stay below `limit`.
  /// False, and removes nothing, if the disk would be all but full. Under the lock only.
  bool make_room(std::uint64_t bytes, std::uint64_t limit) const;

 private:
  enum class Kind { kPacked, kTemporary, kMark, kOther };

  static Kind kind_of(std::string_view name);
  /// Regular files alone.
  std::vector<std::filesystem::path> files(Kind kind) const;

  std::filesystem::path folder_;
};

}  // namespace resnext
