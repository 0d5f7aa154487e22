// SPDX-License-Identifier: Apache-2.0
#include "images/source/image_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/descriptor.h"
#include "images/decode/image_format.h"
#include "images/source/image_source.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_unreadable(const fs::path& path, int error) {
  const std::string reason = std::generic_category().message(error);
  if (error == ENOENT || error == ENOTDIR)
    throw ImageError(ImageErrorCode::kNotFound, path.string() + ": no such file");
  throw ImageError(ImageErrorCode::kUnreadable, path.string() + ": can't be read: " + reason);
}

[[noreturn]] void throw_too_large(const fs::path& path, std::int64_t max_bytes) {
  throw ImageError(ImageErrorCode::kTooLarge,
                   fmt::format("{}: the file has more than the {} bytes that are read of one image",
                               path.string(), max_bytes));
}

/// Reads until `wanted` bytes are there or the file ends; returns the number read.
std::size_t read_up_to(int descriptor, std::byte* bytes, std::size_t wanted, const fs::path& path,
                       const StopFlag& stop, bool regular) {
  std::size_t filled = 0;
  while (filled < wanted) {
    if (!regular && !wait_for_data(descriptor, stop)) throw_unreadable(path, EINTR);
    const ssize_t count = read(descriptor, bytes + filled, wanted - filled);
    if (count == 0) break;
    if (count > 0) {
      filled += static_cast<std::size_t>(count);
    } else if (errno != EINTR && errno != EAGAIN) {
      throw_unreadable(path, errno);
    }
  }
  return filled;
}

}  // namespace

std::vector<std::byte> read_image(int descriptor, const fs::path& path,
                                  const ReadOptions& options) {
  struct stat status {};
  if (fstat(descriptor, &status) != 0) throw_unreadable(path, errno);
  if (S_ISDIR(status.st_mode)) throw_unreadable(path, EISDIR);
  if (status.st_size > options.max_bytes) throw_too_large(path, options.max_bytes);
  const StopFlag never;
  const StopFlag& stop = options.stop != nullptr ? *options.stop : never;
  const bool regular = S_ISREG(status.st_mode);
  const auto read_more = [&](std::byte* bytes, std::size_t wanted) {
    return read_up_to(descriptor, bytes, wanted, path, stop, regular);
  };

  std::vector<std::byte> bytes(kMagicBytes);
  std::size_t filled = read_more(bytes.data(), bytes.size());
  if (detect_format(std::span(bytes).first(filled)) != ImageFormat::kUnknown) {
    if (options.memory != nullptr) options.memory->hold(status.st_size);
    // Read to the end rather than to the size: a pipe has none, and a device no end.
    bytes.resize(std::max(bytes.size(), static_cast<std::size_t>(status.st_size) + 1));
    const auto most = static_cast<std::size_t>(options.max_bytes) + 1;
    while (true) {
      filled += read_more(bytes.data() + filled, bytes.size() - filled);
      if (filled < bytes.size()) break;
      if (filled >= most) throw_too_large(path, options.max_bytes);
      bytes.resize(std::min(bytes.size() * 2, most));
    }
    if (filled >= most) throw_too_large(path, options.max_bytes);
  }
  if (filled == 0) throw ImageError(ImageErrorCode::kEmpty, path.string() + ": the file is empty");
  bytes.resize(filled);
  return bytes;
}

std::vector<std::byte> read_image_file(const fs::path& path, const ReadOptions& options) {
  // Without O_NONBLOCK, opening a FIFO would wait for its writer where nothing could end the wait.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) throw_unreadable(path, errno);
  return read_image(file.get(), path, options);
}

SniffedFile sniff_file(const fs::path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) {
    check_descriptors_left(path, errno);
    return errno == ENOENT || errno == ENOTDIR ? SniffedFile::kOther : SniffedFile::kUnreadable;
  }
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return SniffedFile::kUnreadable;
  if (!S_ISREG(status.st_mode)) return SniffedFile::kOther;
  std::array<std::byte, kMagicBytes> head;
  ssize_t size = 0;
  do {
    size = read(file.get(), head.data(), head.size());
  } while (size < 0 && errno == EINTR);
  if (size < 0) return SniffedFile::kUnreadable;
  const auto known = detect_format(std::span(head).first(static_cast<std::size_t>(size)));
  return known == ImageFormat::kUnknown ? SniffedFile::kOther : SniffedFile::kImage;
}

bool begins_like_image(const fs::path& path) { return sniff_file(path) == SniffedFile::kImage; }

void check_descriptors_left(const fs::path& path, int error) {
  if (error != EMFILE && error != ENFILE) return;
  throw UsageError(
      fmt::format("{}: can't be opened: {}; raise the limit (ulimit -n), or use fewer threads",
                  path.string(), std::generic_category().message(error)));
}

std::vector<fs::path> list_images(const std::vector<fs::path>& inputs) {
  const StopFlag never;
  const std::unique_ptr<ImageSource> source =
      make_image_source({.inputs = inputs, .names_only = true}, never);
  std::vector<fs::path> images;
  while (std::optional<ImageInput> input = source->next()) images.push_back(std::move(input->path));
  return images;
}

}  // namespace resnext
