// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

// Finds the first image in a WebP container.
namespace resnext {

/// The first image of a WebP file and what the container says about it. Sizes and positions are in
/// pixels; the spans point into the file.
struct WebpContainer {
  int canvas_width = 0;
  int canvas_height = 0;
  int left = 0;  ///< of the frame on the canvas, which it does not exceed
  int top = 0;
  int width = 0;
  int height = 0;
  std::span<const std::byte> bitstream;  ///< the frame's "VP8 " or "VP8L" chunk, header included
  std::span<const std::byte> exif;       ///< the last EXIF chunk's data; empty if there is none
};

/// Reads the container of a WebP file with libwebp's demuxer, which copies no image data. The file
/// ends where its RIFF size says. Throws ImageError kTruncated if no image is in it, kCorrupt if it
/// contradicts itself; InstallationError if the codecs can't be loaded (opencv_module.h).
/// Thread-safe.
/// Source: RFC 9649, section 2.
WebpContainer read_webp_container(std::span<const std::byte> file);

}  // namespace resnext
