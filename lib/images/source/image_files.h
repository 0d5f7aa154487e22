#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/stop_flag.h"
#include "images/prefetch/memory_budget.h"

namespace resnext {

/// No image within the limits of DecodeOptions needs more: 200 megapixels of 8 bytes, and room.
inline constexpr std::int64_t kMaxImageFileBytes = std::int64_t{2} << 30;

struct ReadOptions {
  std::int64_t max_bytes = kMaxImageFileBytes;
  const StopFlag* stop = nullptr;  ///< ends the wait for a FIFO's writer
  MemoryLease* memory = nullptr;   ///< taken for the file's size before it is read
};

/// The file's bytes; only the first few hundred if they begin no image format that is known, so
/// that a video or /dev/zero costs nothing. Waits for a FIFO's writer. Throws ImageError
/// kNotFound, kUnreadable (permissions, a folder, an I/O error, stopped while waiting), kEmpty or
/// kTooLarge (more than `max_bytes`), naming the path. Thread-safe.
std::vector<std::byte> read_image_file(const std::filesystem::path& path,
                                       const ReadOptions& options = {});

/// The same for a descriptor that is open already and stays open; `path` names it in errors.
std::vector<std::byte> read_image(int descriptor, const std::filesystem::path& path,
                                  const ReadOptions& options = {});

/// True for a regular file whose content begins like an image's.
bool begins_like_image(const std::filesystem::path& path);

/// The image files behind `inputs`, in the order of the inputs: all that image_source.h would give
/// one by one.
std::vector<std::filesystem::path> list_images(const std::vector<std::filesystem::path>& inputs);

}  // namespace resnext
