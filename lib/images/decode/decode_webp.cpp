// SPDX-License-Identifier: Apache-2.0
// OpenCV (libwebp) gets a minimal file around the one bitstream that holds the first image's
// colours, so that still, transparent and animated files take the same way. Alpha, which is stored
// beside a lossy bitstream, is left behind.

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "images/decode/byte_view.h"
#include "images/decode/format_decoders.h"
#include "images/decode/opencv_decode.h"
#include "images/decode/orientation.h"
#include "images/decode/webp_container.h"

namespace resnext {
namespace {

constexpr std::size_t kRiffHeader = 12;      // "RIFF", size, "WEBP"
constexpr std::size_t kChunkHeader = 8;      // name, size
constexpr std::size_t kMaxChunks = 100'000;  // an hour's animation has fewer

/// Throws ImageError kCorrupt for an excess of chunks, of which the demuxer keeps a list: it would
/// take four times the memory of a file that is made of empty ones.
void check_chunk_count(const ByteView& file) {
  std::size_t offset = kRiffHeader;
  for (std::size_t chunks = 0; file.contains(offset, kChunkHeader); ++chunks) {
    if (chunks == kMaxChunks) {
      throw ImageError(ImageErrorCode::kCorrupt,
                       fmt::format("WebP: it has more than {} chunks", kMaxChunks));
    }
    const std::size_t size = file.u32(offset + 4);
    offset += kChunkHeader + size + size % 2;
  }
}

void append_u32(std::vector<std::byte>& out, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
  }
}

/// Returns a WebP file of one chunk, padded to an even size.
std::vector<std::byte> minimal_file(const ByteView& file, std::span<const std::byte> chunk) {
  std::vector<std::byte> result;
  result.reserve(kRiffHeader + chunk.size());
  const auto append = [&result](std::span<const std::byte> part) {
    result.insert(result.end(), part.begin(), part.end());
  };
  append(file.bytes(0, 4));
  append_u32(result, 4 + chunk.size());
  append(file.bytes(8, 4));
  append(chunk);
  return result;
}

/// Puts the first frame on its canvas, which is black outside it: transparent black without its
/// alpha.
Image place(const Image& image, const WebpContainer& container) {
  Image result{container.canvas_width, container.canvas_height, {}};
  const auto canvas_width = static_cast<std::size_t>(container.canvas_width);
  result.rgb.resize(3 * canvas_width * static_cast<std::size_t>(container.canvas_height));
  const std::size_t row_bytes = static_cast<std::size_t>(image.width) * 3;
  for (int y = 0; y < image.height; ++y) {
    const std::size_t target = static_cast<std::size_t>(container.top + y) * canvas_width +
                               static_cast<std::size_t>(container.left);
    std::copy_n(image.rgb.data() + static_cast<std::size_t>(y) * row_bytes, row_bytes,
                result.rgb.data() + target * 3);
  }
  return result;
}

}  // namespace

StoredImage decode_webp(std::span<const std::byte> bytes, const DecodeOptions& options) {
  const ByteView whole(bytes);
  // The RIFF size counts what follows it; bytes after that are no part of the image.
  const ByteView file(whole.bytes(0, kChunkHeader + std::size_t{whole.u32(4)}));
  check_chunk_count(file);
  const WebpContainer container = read_webp_container(file.bytes(0, file.size()));
  check_size(container.canvas_width, container.canvas_height, options);
  check_size(container.width, container.height, options);
  if (container.left + container.width > container.canvas_width ||
      container.top + container.height > container.canvas_height) {
    throw ImageError(ImageErrorCode::kCorrupt, "WebP: the first frame exceeds the canvas");
  }
  StoredImage stored;
  stored.orientation = exif_orientation(container.exif);
  stored.image = decode_with_opencv(minimal_file(file, container.bitstream), "WebP",
                                    container.width, container.height);
  if (container.canvas_width != container.width || container.canvas_height != container.height) {
    stored.image = place(stored.image, container);
  }
  return stored;
}

}  // namespace resnext
