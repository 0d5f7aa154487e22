// SPDX-License-Identifier: Apache-2.0
#include "images/decode/decode.h"

#include <new>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "images/decode/format_decoders.h"
#include "images/decode/image_format.h"
#include "images/decode/orientation.h"

namespace resnext {
namespace {

constexpr const char* kFormatsRead = "JPEG, PNG, WebP, BMP and TIFF are read";
constexpr const char* kNoMemory = "not enough memory for the image's pixels";

StoredImage decode_stored(std::span<const std::byte> file, const DecodeOptions& options) {
  const ImageFormat format = detect_format(file);
  switch (format) {
    case ImageFormat::kJpeg:
      return decode_jpeg(file, options);
    case ImageFormat::kPng:
      return decode_png(file, options);
    case ImageFormat::kWebp:
      return decode_webp(file, options);
    case ImageFormat::kBmp:
      return decode_bmp(file, options);
    case ImageFormat::kTiff:
      return decode_tiff(file, options);
    case ImageFormat::kUnknown:
      throw ImageError(
          ImageErrorCode::kUnsupported,
          fmt::format("not an image: it looks like {}; {}", describe_content(file), kFormatsRead));
    default:
      throw ImageError(ImageErrorCode::kUnsupported, fmt::format("{} images are not supported; {}",
                                                                 to_string(format), kFormatsRead));
  }
}

}  // namespace

void check_size(std::int64_t width, std::int64_t height, const DecodeOptions& options) {
  const std::string size = fmt::format("{} x {}", width, height);
  if (width <= 0 || height <= 0)
    throw ImageError(ImageErrorCode::kCorrupt, fmt::format("the header says {} pixels", size));
  if (width > options.max_pixels / height) {
    throw ImageError(
        ImageErrorCode::kTooLarge,
        fmt::format("{} pixels are more than the limit of {}", size, options.max_pixels));
  }
  if (options.before_pixels) options.before_pixels(width * height);
}

DecodedImage decode_image(std::span<const std::byte> file, const DecodeOptions& options) {
  if (file.empty()) throw ImageError(ImageErrorCode::kEmpty, "the file is empty");
  try {
    StoredImage stored = decode_stored(file, options);
    DecodedImage result;
    result.exif_orientation = stored.orientation;
    result.exif_applied =
        stored.orientation != 1 && (options.exif == ExifMode::kApply || stored.orientation_binding);
    result.image = result.exif_applied ? apply_orientation(stored.image, stored.orientation)
                                       : std::move(stored.image);
    return result;
  } catch (const std::bad_alloc&) {
    throw ImageError(ImageErrorCode::kTooLarge, kNoMemory);
  }
}

DecodedOrientation decode_image(std::span<const std::byte> file, const DecodeOptions& options,
                                RowSink& sink) {
  try {
    if (options.exif == ExifMode::kIgnore && detect_format(file) == ImageFormat::kJpeg)
      return {decode_jpeg(file, options, sink), false};
    const DecodedImage decoded = decode_image(file, options);
    feed(decoded.image, sink);
    return decoded;
  } catch (const std::bad_alloc&) {
    throw ImageError(ImageErrorCode::kTooLarge, kNoMemory);
  }
}

}  // namespace resnext
