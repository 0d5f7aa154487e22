// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

// Tells image formats apart by content.
namespace resnext {

/// The first five are decoded; the others are recognised, so that errors can name them.
enum class ImageFormat {
  kJpeg,
  kPng,
  kWebp,
  kBmp,
  kTiff,
  kGif,
  kHeic,
  kAvif,
  kJpeg2000,
  kJpegXl,
  kPhotoshop,
  kUnknown,
};

/// How many leading bytes detect_format and describe_content look at.
inline constexpr std::size_t kMagicBytes = 512;

/// Returns "JPEG", "PNG", ...
const char* to_string(ImageFormat format);

/// Returns a file's format as its first bytes tell (kMagicBytes suffice; fewer are fine).
ImageFormat detect_format(std::span<const std::byte> head);

/// Returns what a file that is not an image looks like: "an HTML page", "a PDF document", "text",
/// ...
std::string describe_content(std::span<const std::byte> head);

/// Returns whether the path has a usual extension of a format above, in any case.
bool has_image_extension(const std::filesystem::path& path);

}  // namespace resnext
