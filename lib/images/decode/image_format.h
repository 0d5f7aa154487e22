#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace resnext {

/// The first five are decoded; the others are known by sight, so that errors can name them.
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

/// As many leading bytes as detect_format and describe_content look at.
inline constexpr std::size_t kMagicBytes = 512;

/// "JPEG", "PNG", ...
const char* to_string(ImageFormat format);

/// Tells a file's format by its first bytes (kMagicBytes suffice; fewer are fine).
ImageFormat detect_format(std::span<const std::byte> head);

/// What a file that is not an image looks like: "an HTML page", "a PDF document", "text", ...
std::string describe_content(std::span<const std::byte> head);

/// True for the usual extensions of all formats above, whatever their case.
bool has_image_extension(const std::filesystem::path& path);

}  // namespace resnext
