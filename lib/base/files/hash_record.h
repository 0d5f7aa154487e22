#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/environment.h"
#include "base/files/file_version.h"

namespace resnext {

/// Remembers files' SHA-256, so that nobody reads gigabytes again to know it: a JSON file. An entry
/// counts only as long as the file's path, size and times of modification and change are the same.
/// Losing the record costs nothing but time: what can't be read is taken for empty, what can't be
/// written is left.
class HashRecord {
 public:
  explicit HashRecord(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }

  /// Call before the file is read and hand what it gives to add(): a file that changes meanwhile
  /// is then never taken for what it was.
  struct Stamp {
    std::string key;  ///< the file's path without links
    FileVersion version;
    bool operator==(const Stamp&) const = default;
  };
  static std::optional<Stamp> stamp(const std::filesystem::path& file);
  /// Of a file that was opened by that path.
  static std::optional<Stamp> stamp(const std::filesystem::path& file, const FileVersion& version);

  /// The SHA-256 of a file that was added and has not changed since.
  std::optional<std::string> find(const std::filesystem::path& file) const;
  std::optional<std::string> find(const Stamp& stamp) const;

  /// Entries of files that are gone are dropped. False if the record can't be written, or can't
  /// hold the file's name, which must be UTF-8.
  bool add(const Stamp& stamp, const std::string& sha256) const;

  /// Forgets a file.
  bool remove(const std::filesystem::path& file) const;

 private:
  bool update(const Stamp& stamp, const std::string& sha256) const;

  std::filesystem::path path_;
};

/// Of the files that have passed verification: verified.json in own_cache().
HashRecord verified_record(const Environment& environment);

/// The SHA-256 of a file: what is remembered of it, else all of it is read. Throws as
/// sha256_of_file does.
std::string known_sha256(const std::filesystem::path& file, const Environment& environment);

}  // namespace resnext
