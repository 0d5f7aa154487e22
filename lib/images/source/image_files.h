// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/stop_flag.h"
#include "images/prefetch/memory_budget.h"

// Reads image files into memory.
namespace resnext {

/// Enough for any image within the limits of DecodeOptions: 200 megapixels of 8 bytes, and room.
inline constexpr std::int64_t kMaxImageFileBytes = std::int64_t{2} << 30;

struct ReadOptions {
  std::int64_t max_bytes = kMaxImageFileBytes;
  const StopFlag* stop = nullptr;  ///< ends the wait for a FIFO's writer
  MemoryLease* memory = nullptr;   ///< holds the file's size before the file is read
};

/// Returns the file's bytes; only the first few hundred if they begin no known image format, so
/// that a video or /dev/zero costs nothing. Waits for a FIFO's writer. Throws ImageError
/// kNotFound, kUnreadable (permissions, a folder, an I/O error, stopped while waiting), kEmpty or
/// kTooLarge (more than `max_bytes`), naming the path. Thread-safe.
std::vector<std::byte> read_image_file(const std::filesystem::path& path,
                                       const ReadOptions& options = {});

/// Reads from an open descriptor, which stays open; `path` names it in errors.
std::vector<std::byte> read_image(int descriptor, const std::filesystem::path& path,
                                  const ReadOptions& options = {});

/// What a file's first bytes show.
enum class SniffedFile {
  kImage,       ///< they begin a known image format
  kOther,       ///< they don't, or there is no regular file
  kUnreadable,  ///< it is there, but can't be read
};

/// Reads the first bytes of `path`. Throws UsageError if the process has no file descriptor left.
SniffedFile sniff_file(const std::filesystem::path& path);

/// Returns whether `path` is a regular file whose content begins like an image's.
bool begins_like_image(const std::filesystem::path& path);

/// Throws UsageError, naming `path`, if `error` is the errno value for a lack of file descriptors:
/// whoever lists files would otherwise leave some out.
void check_descriptors_left(const std::filesystem::path& path, int error);

/// Returns the image files behind `inputs`, in the order of the inputs: all that
/// make_image_source's source returns one by one.
std::vector<std::filesystem::path> list_images(const std::vector<std::filesystem::path>& inputs);

}  // namespace resnext
