// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

#include "base/files/descriptor.h"

// Writes files that appear whole or not at all.
namespace resnext {

/// Throws OutputError, naming `path`, unless a new file may take its place: it must be a regular
/// file, or nothing. `target`: `path` without symbolic links at its end, if those are followed.
void check_replaceable(const std::filesystem::path& path, const std::filesystem::path& target);

/// Writes a new version of a file beside it, under a private temporary name, and puts it in the
/// file's place in one step. Until commit(), and if anything fails, the file is untouched. The new
/// version takes over the permissions of the file that it replaces, except in a cache.
///
/// Only regular files are replaced: never a device, a pipe or a symbolic link. Temporary files of
/// killed runs are removed when the same file is written again.
class AtomicFile {
 public:
  enum class Links {
    kFollow,  ///< replaces the file that a symbolic link leads to: for names that users give
    kRefuse,  ///< throws at a symbolic link, and leaves killed runs' files to remove_leftovers():
              ///< for many files in one folder
    kCache,   ///< throws at a symbolic link; the file will belong to this user and be writable by
              ///< nobody else
  };
  enum class Durability {
    kSynced,    ///< commit() waits until the content is safely on the disk
    kUnsynced,  ///< a power cut may lose the content: for what can be made again
  };

  /// Creates the temporary file. Throws OutputError that names `path`.
  explicit AtomicFile(std::filesystem::path path, Links links = Links::kFollow);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  /// Appends to the new version. Throws OutputError.
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  /// Gives the new version its name. Throws OutputError. No write may follow.
  void commit(Durability durability = Durability::kSynced);

 private:
  void create(const struct stat* replaced, Links links);
  [[noreturn]] void fail(int error) const;

  std::filesystem::path path_;       ///< as given, for messages
  std::filesystem::path target_;     ///< the same without symbolic links at its end
  std::filesystem::path temporary_;  ///< beside the target; empty once it is committed
  Descriptor file_;
};

}  // namespace resnext
