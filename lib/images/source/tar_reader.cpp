// SPDX-License-Identifier: Apache-2.0
#include "images/source/tar_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <new>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text/printable.h"
#include "images/decode/image_format.h"
#include "images/source/gunzip_stream.h"
#include "images/source/libarchive.h"

namespace resnext {
namespace {

constexpr std::size_t kBlock = 512;  // of tar

bool is_zero(std::byte byte) { return byte == std::byte{0}; }

}  // namespace

/// libarchive's object, and the stream that it reads from.
class TarReader::Archive {
 public:
  Archive(std::string name, ByteStream& stream)
      : name_(std::move(name)), stream_(name_, stream), archive_(library_.read_new()) {
    if (archive_ == nullptr) {
      throw std::bad_alloc();
    }
    library_.support_format_tar(archive_);
    library_.set_option(archive_, "tar", "read_concatenated_archives", "1");
    library_.set_callback_data(archive_, this);
    library_.set_read_callback(archive_, read_stream);
    library_.set_skip_callback(archive_, skip_stream);
  }
  ~Archive() { library_.read_free(archive_); }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  std::optional<TarMember> next() {
    if (!std::exchange(opened_, true) && library_.open(archive_) != ARCHIVE_OK) {
      fail();
    }
    while (true) {
      archive_entry* entry = nullptr;
      const int result = library_.next_header(archive_, &entry);
      if (result == ARCHIVE_EOF) {
        check_end();
        return std::nullopt;
      }
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {  // a warning: of names' encodings
        fail();
      }
      const std::int64_t size = library_.entry_size(entry);
      const bool is_link = library_.entry_hardlink(entry) != nullptr && size == 0;
      if (library_.entry_filetype(entry) == AE_IFREG && !is_link) {
        const char* const name = library_.entry_pathname(entry);
        member_ = name != nullptr ? name : "";
        return TarMember{member_, size};
      }
    }
  }

  std::size_t read(std::span<std::byte> into) {
    std::size_t filled = 0;
    while (filled < into.size()) {
      const la_ssize_t count =
          library_.read_data(archive_, into.data() + filled, into.size() - filled);
      if (count == 0) {
        break;
      }
      if (count > 0) {
        filled += static_cast<std::size_t>(count);
      } else if (count != ARCHIVE_RETRY && count != ARCHIVE_WARN) {
        fail();
      }
    }
    return filled;
  }

 private:
  static la_ssize_t read_stream(struct archive*, void* self, const void** bytes) {
    auto& archive = *static_cast<Archive*>(self);
    try {
      const std::span<const std::byte> read = archive.stream_.read();
      archive.note(read);
      *bytes = read.data();
      return static_cast<la_ssize_t>(read.size());
    } catch (...) {
      return archive.keep_error();
    }
  }

  static la_int64_t skip_stream(struct archive*, void* self, la_int64_t bytes) {
    auto& archive = *static_cast<Archive*>(self);
    try {
      const std::int64_t skipped = archive.stream_.skip(bytes);
      archive.ends_in_zeros_ = archive.ends_in_zeros_ && skipped == 0;
      return skipped;
    } catch (...) {
      return archive.keep_error();
    }
  }

  /// Exceptions can't pass through libarchive: fail() throws this one.
  int keep_error() {
    error_ = std::current_exception();
    library_.set_error(archive_, EIO, "can't be read");
    return ARCHIVE_FATAL;
  }

  void note(std::span<const std::byte> read) {
    if (head_.size() < kMagicBytes) {
      const auto more = read.first(std::min(read.size(), kMagicBytes - head_.size()));
      head_.insert(head_.end(), more.begin(), more.end());
    }
    if (!read.empty()) {
      ends_in_zeros_ = std::ranges::all_of(read.last(std::min(read.size(), kBlock)), is_zero);
    }
  }

  /// Two blocks of zeros end an archive. Without them it was cut off where a file ended, which
  /// libarchive does not mind.
  void check_end() const {
    if (!ends_in_zeros_) {
      throw ImageError(
          ImageErrorCode::kTruncated,
          fmt::format("{}: the archive has no end mark, so that it was cut off{}; what "
                      "comes before was read. Get the archive again",
                      name_, place()));
    }
  }

  std::string place() const {
    return member_.empty() ? "" : fmt::format(" after {}", printable(member_));
  }

  [[noreturn]] void fail() const {
    if (error_) {
      std::rethrow_exception(error_);
    }
    if (head_.empty()) {
      throw ImageError(ImageErrorCode::kEmpty, name_ + ": the file is empty");
    }
    const char* const text = library_.error_string(archive_);
    const std::string reason = text != nullptr ? printable(text) : "unknown reason";
    if (reason.find("Unrecognized archive format") != std::string::npos) {
      throw ImageError(ImageErrorCode::kUnsupported,
                       fmt::format("{}: expected a tar archive, plain or gzipped; found {}", name_,
                                   describe_content(head_)));
    }
    const bool truncated = reason.find("runcated") != std::string::npos;
    throw ImageError(
        truncated ? ImageErrorCode::kTruncated : ImageErrorCode::kCorrupt,
        fmt::format("{}: the archive {}{} ({}); what comes before was read. Get the archive again",
                    name_, truncated ? "ends early" : "is damaged", place(), reason));
  }

  const Libarchive& library_ = libarchive();
  std::string name_;
  GunzipStream stream_;  // libarchive's own would lose what it has unpacked before an error
  struct archive* archive_;
  bool opened_ = false;
  std::string member_;           ///< the last one that next() returned
  std::vector<std::byte> head_;  ///< the stream's first bytes
  bool ends_in_zeros_ = false;   ///< the last bytes that were read
  std::exception_ptr error_;     ///< what the stream threw
};

TarReader::TarReader(std::string name, ByteStream& stream)
    : archive_(std::make_unique<Archive>(std::move(name), stream)) {}

TarReader::~TarReader() = default;

std::optional<TarMember> TarReader::next() { return archive_->next(); }

std::size_t TarReader::read(std::span<std::byte> into) { return archive_->read(into); }

}  // namespace resnext
