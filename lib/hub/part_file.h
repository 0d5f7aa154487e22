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

namespace resnext {

/// What must still hold for a broken download to go on where it ended.
struct ResumeInfo {
  std::string url;        ///< presentable form
  std::string validator;  ///< strong ETag, else Last-Modified: fit for If-Range; may be empty
  std::optional<std::uint64_t> total;
};

/// The unfinished download of `target`: target.part, and beside it target.part.json that says what
/// it is a part of. Locked (flock) while it is open, so that one process at a time writes to it.
class PartFile {
 public:
  /// Opens or creates it. While another process holds it, calls `on_wait` once and waits. Throws
  /// OutputError that names the file, or Cancelled.
  PartFile(std::filesystem::path target, const std::function<void()>& on_wait,
           const CancelCheck& cancelled);

  const std::filesystem::path& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  const ResumeInfo& resume_info() const { return info_; }

  /// Writes down what the following bytes are a part of. Not being able to is no error: then the
  /// next run begins at zero.
  void remember(const ResumeInfo& info);

  /// Throws OutputError if the disk is full, with what to do.
  void append(std::span<const std::byte> bytes);

  /// Back to zero bytes.
  void restart();

  std::string sha256() const { return hash_.hex(); }

  /// Everything to the disk, then under the final name in one step. The object is done after.
  void publish();

  /// Removes the file and what lies beside it.
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
