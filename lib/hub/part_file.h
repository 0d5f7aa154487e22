// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/cancelled.h"
#include "base/files/descriptor.h"
#include "base/files/sha256.h"

// Keeps unfinished downloads.
namespace resnext {

/// What must not have changed for an interrupted download to resume.
struct ResumeInfo {
  std::string url;        ///< presentable form
  std::string validator;  ///< for If-Range: a strong ETag, otherwise Last-Modified; may be empty
  std::optional<std::uint64_t> total;
};

/// The unfinished download of `target`: target.part, and beside it target.part.json, which says
/// where it comes from. Locked (flock) while it is open, so that one process at a time writes to
/// it.
class PartFile {
 public:
  /// Opens or creates the file. If another process holds it, calls `on_wait` once and blocks.
  /// Throws OutputError that names the file, also if `target` is neither a regular file nor
  /// missing; or Cancelled.
  PartFile(std::filesystem::path target, const std::function<void()>& on_wait,
           const CancelCheck& cancelled);

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  const ResumeInfo& resume_info() const { return info_; }

  /// Records where the following bytes come from. If that fails, the next run starts from zero.
  void remember(const ResumeInfo& info);

  /// Writes the next bytes. Throws OutputError; if the disk is full, it says what to do.
  void append(std::span<const std::byte> bytes);

  /// Truncates the file to zero bytes. Throws OutputError.
  void restart();

  /// Returns the SHA-256 of all bytes.
  std::string sha256() const { return hash_.hex(); }

  /// Syncs everything to the disk, then gives the file its final name in one step; replaces nothing
  /// but a regular file. Throws OutputError. The object must not be used after.
  void publish();

  /// Removes both files. The object must not be used after.
  void discard();

 private:
  void open_and_lock(const std::function<void()>& on_wait, const CancelCheck& cancelled);
  void load(const CancelCheck& cancelled);
  [[noreturn]] void fail(const char* action, int code) const;

  std::filesystem::path target_;
  std::filesystem::path path_;
  std::filesystem::path info_path_;
  Descriptor file_;
  std::uint64_t size_ = 0;
  ResumeInfo info_;
  Sha256 hash_;
};

}  // namespace resnext
