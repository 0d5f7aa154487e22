// SPDX-License-Identifier: Apache-2.0
#include "images/decode/image_format.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "images/decode/byte_view.h"

namespace resnext {
namespace {

using namespace std::string_view_literals;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// ISO base media files (HEIC, AVIF) start with an "ftyp" box that lists brands: a major one, a
// version, then compatible ones.
bool has_brand(const ByteView& head, std::string_view brand) {
  if (!head.matches(4, "ftyp")) return false;
  const std::size_t box = ByteView(head.bytes(0, 4), std::endian::big).u32(0);
  for (std::size_t offset = 8; offset + 4 <= std::min(box, head.size()); offset += 4)
    if (offset != 12 && head.matches(offset, brand)) return true;
  return false;
}

bool is_bmp(const ByteView& head) {
  if (!head.matches(0, "BM") || !head.contains(14, 4)) return false;
  constexpr std::array<std::uint32_t, 8> kHeaderSizes = {12, 16, 40, 52, 56, 64, 108, 124};
  return std::ranges::find(kHeaderSizes, head.u32(14)) != kHeaderSizes.end();
}

bool is_text(std::span<const std::byte> head) {
  return std::ranges::all_of(head, [](std::byte byte) {
    const auto value = std::to_integer<unsigned char>(byte);
    return value >= 0x20 ? value != 0x7F : (value >= '\t' && value <= '\r') || value == 0x1B;
  });
}

}  // namespace

const char* to_string(ImageFormat format) {
  switch (format) {
    case ImageFormat::kJpeg:
      return "JPEG";
    case ImageFormat::kPng:
      return "PNG";
    case ImageFormat::kWebp:
      return "WebP";
    case ImageFormat::kBmp:
      return "BMP";
    case ImageFormat::kTiff:
      return "TIFF";
    case ImageFormat::kGif:
      return "GIF";
    case ImageFormat::kHeic:
      return "HEIC";
    case ImageFormat::kAvif:
      return "AVIF";
    case ImageFormat::kJpeg2000:
      return "JPEG 2000";
    case ImageFormat::kJpegXl:
      return "JPEG XL";
    case ImageFormat::kPhotoshop:
      return "Photoshop";
    case ImageFormat::kUnknown:
      break;
  }
  return "unknown";
}

ImageFormat detect_format(std::span<const std::byte> bytes) {
  const ByteView head(bytes.first(std::min(bytes.size(), kMagicBytes)));
  if (head.matches(0, "\xFF\xD8\xFF")) return ImageFormat::kJpeg;
  if (head.matches(0, "\x89PNG\r\n\x1A\n")) return ImageFormat::kPng;
  if (head.matches(0, "RIFF") && head.matches(8, "WEBP")) return ImageFormat::kWebp;
  if (is_bmp(head)) return ImageFormat::kBmp;
  for (const std::string_view magic : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv})
    if (head.matches(0, magic)) return ImageFormat::kTiff;
  if (head.matches(0, "GIF87a") || head.matches(0, "GIF89a")) return ImageFormat::kGif;
  for (const std::string_view brand : {"avif"sv, "avis"sv})
    if (has_brand(head, brand)) return ImageFormat::kAvif;
  for (const std::string_view brand : {"heic"sv, "heix"sv, "hevc"sv, "heim"sv, "heis"sv, "mif1"sv})
    if (has_brand(head, brand)) return ImageFormat::kHeic;
  if (head.matches(0, "\0\0\0\x0CjP  \r\n\x87\n"sv) || head.matches(0, "\xFF\x4F\xFF\x51"))
    return ImageFormat::kJpeg2000;
  if (head.matches(0, "\0\0\0\x0CJXL \r\n\x87\n"sv) || head.matches(0, "\xFF\x0A"))
    return ImageFormat::kJpegXl;
  if (head.matches(0, "8BPS")) return ImageFormat::kPhotoshop;
  return ImageFormat::kUnknown;
}

std::string describe_content(std::span<const std::byte> bytes) {
  const std::span<const std::byte> head = bytes.first(std::min(bytes.size(), kMagicBytes));
  const ByteView view(head);
  if (view.matches(0, "%PDF-")) return "a PDF document";
  if (view.matches(0, "PK\x03\x04")) return "a zip archive";
  if (view.matches(0, "\x1F\x8B")) return "a gzip archive";
  if (view.matches(4, "ftyp")) return "a video";
  if (is_text(head)) {
    std::string text = view.text(0, head.size());
    std::ranges::transform(text, text.begin(), lower);
    if (text.find("<svg") != std::string::npos) return "an SVG drawing";
    if (text.find("<!doctype html") != std::string::npos || text.find("<html") != std::string::npos)
      return "an HTML page";
    if (text.find("version https://git-lfs") == 0) return "a Git LFS pointer, not the file itself";
    return "text";
  }
  if (std::ranges::all_of(head, [](std::byte byte) { return byte == std::byte{0}; }))
    return "zero bytes only";
  return "binary data of an unknown kind";
}

bool has_image_extension(const std::filesystem::path& path) {
  static constexpr std::array<std::string_view, 22> kExtensions = {
      ".jpg", ".jpeg", ".jpe",  ".jfif", ".png",  ".apng", ".webp", ".bmp", ".dib", ".tif", ".tiff",
      ".gif", ".heic", ".heif", ".hif",  ".avif", ".jp2",  ".j2k",  ".jpx", ".jxl", ".psd", ".mpo"};
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(), lower);
  return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

}  // namespace resnext
