// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/cancelled.h"
#include "base/environment.h"
#include "base/files/file_version.h"

// Remembers files' hashes between runs.
namespace resnext {

/// A JSON file with the SHA-256 of other files, so that gigabytes need not be read again for it. An
/// entry is valid only while the file's path, size and times of modification and change stay the
/// same. Losing the record costs only time: a record that can't be read, or that another user may
/// have written (see trusted_file.h), counts as empty, and one that can't be written is not.
class HashRecord {
 public:
  /// An empty `path` makes a record that stays empty.
  explicit HashRecord(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }

  /// Identifies a file and its state.
  struct Stamp {
    std::string key;  ///< the file's path without links
    FileVersion version;
    bool operator==(const Stamp&) const = default;
  };

  /// Returns the file's current stamp, for add(). Call it before reading the file, so that a change
  /// in the meantime is noticed.
  static std::optional<Stamp> stamp(const std::filesystem::path& file);

  /// Returns the stamp of a file that was opened by that path and had that version.
  static std::optional<Stamp> stamp(const std::filesystem::path& file, const FileVersion& version);

  /// Returns the SHA-256 of a file that was added and has not changed since.
  std::optional<std::string> find(const std::filesystem::path& file) const;
  std::optional<std::string> find(const Stamp& stamp) const;

  /// Does the same for the text of a record.
  static std::optional<std::string> find_in(std::string_view text, const Stamp& stamp);

  /// Adds a file, and drops entries of files that are gone. Returns false if the record can't be
  /// written, or if the file's name is not UTF-8.
  bool add(const Stamp& stamp, const std::string& sha256) const;

  /// Forgets a file. Returns false if the record can't be written.
  bool remove(const std::filesystem::path& file) const;

 private:
  bool update(const Stamp& stamp, const std::string& sha256) const;

  std::filesystem::path path_;
};

/// Returns the record of files that have passed verification: verified.json in own_cache(). Without
/// a cache folder, it stays empty.
HashRecord verified_record(const Environment& environment);

/// Returns a file's SHA-256, from the record if it is there; otherwise reads the whole file. Throws
/// as sha256_of_file does.
std::string known_sha256(const std::filesystem::path& file, const Environment& environment,
                         const CancelCheck& cancelled = {});

}  // namespace resnext
