// OpenCV (libwebp) gets a minimal file around the one bitstream that holds the first image's
// colours, so that still, transparent and animated files take the same way. Alpha, which is stored
// beside a lossy bitstream, is left behind.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "images/decode/byte_view.h"
#include "images/decode/format_decoders.h"
#include "images/decode/opencv_decode.h"
#include "images/decode/orientation.h"

namespace resnext {
namespace {

constexpr std::size_t kRiffHeader = 12;   // "RIFF", size, "WEBP"
constexpr std::size_t kChunkHeader = 8;   // name, size
constexpr std::size_t kFrameHeader = 16;  // of an ANMF chunk, before the frame's own chunks

struct Size {
  int width = 0;
  int height = 0;
};

// The bitstream chunk ("VP8 " or "VP8L") of an image, and where it lies on the canvas.
struct Frame {
  std::span<const std::byte> chunk;
  Size size;
  int left = 0;
  int top = 0;
};

// Source: RFC 6386, section 9.1 (VP8), and RFC 9649, section 3.4 (VP8L).
Size bitstream_size(const std::string& name, std::span<const std::byte> data) {
  const ByteView view(data);
  if (name == "VP8 ") {
    if (!view.matches(3, "\x9D\x01\x2A"))
      throw ImageError(ImageErrorCode::kCorrupt, "WebP: the VP8 start code is missing");
    return {view.u16(6) & 0x3FFF, view.u16(8) & 0x3FFF};
  }
  if (view.u8(0) != 0x2F)
    throw ImageError(ImageErrorCode::kCorrupt, "WebP: the VP8L signature is missing");
  const std::uint32_t bits = view.u32(1);
  return {static_cast<int>((bits & 0x3FFFU) + 1), static_cast<int>((bits >> 14 & 0x3FFFU) + 1)};
}

// What a walk over chunks finds.
struct Contents {
  std::optional<Size> canvas;
  std::optional<Frame> frame;
  int orientation = 1;
};

void walk(const ByteView& view, std::size_t offset, Contents& contents) {
  while (offset + kChunkHeader <= view.size()) {
    const std::string name = view.text(offset, 4);
    const std::size_t size = view.u32(offset + 4);
    const auto data = view.bytes(offset + kChunkHeader, size);
    const ByteView fields(data);
    if ((name == "VP8 " || name == "VP8L") && !contents.frame) {
      contents.frame = {view.bytes(offset, kChunkHeader + size), bitstream_size(name, data)};
    } else if (name == "VP8X") {
      contents.canvas = {static_cast<int>(fields.u24(4) + 1), static_cast<int>(fields.u24(7) + 1)};
    } else if (name == "ANMF" && !contents.frame) {
      walk(fields, kFrameHeader, contents);
      if (!contents.frame)
        throw ImageError(ImageErrorCode::kCorrupt, "WebP: the first frame has no image data");
      contents.frame->left = static_cast<int>(fields.u24(0) * 2);
      contents.frame->top = static_cast<int>(fields.u24(3) * 2);
    } else if (name == "EXIF") {
      contents.orientation = exif_orientation(data);
    }
    offset += kChunkHeader + size + size % 2;
  }
}

void append_u32(std::vector<std::byte>& out, std::size_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<std::byte>(value >> shift & 0xFFU));
}

std::vector<std::byte> minimal_file(const ByteView& file, std::span<const std::byte> chunk) {
  const std::size_t padding = chunk.size() % 2;
  std::vector<std::byte> result;
  result.reserve(kRiffHeader + chunk.size() + padding);
  const auto append = [&](std::span<const std::byte> part) {
    result.insert(result.end(), part.begin(), part.end());
  };
  append(file.bytes(0, 4));
  append_u32(result, 4 + chunk.size() + padding);
  append(file.bytes(8, 4));
  append(chunk);
  result.resize(result.size() + padding);
  return result;
}

// The canvas outside the first frame is black, as it is transparent black with its alpha dropped.
Image place(const Image& image, const Frame& frame, Size canvas) {
  Image result{canvas.width, canvas.height, {}};
  result.rgb.resize(std::size_t{3} * static_cast<std::size_t>(canvas.width) *
                    static_cast<std::size_t>(canvas.height));
  const std::size_t row_bytes = static_cast<std::size_t>(image.width) * 3;
  for (int y = 0; y < image.height; ++y) {
    const auto target =
        static_cast<std::size_t>(frame.top + y) * static_cast<std::size_t>(canvas.width) +
        static_cast<std::size_t>(frame.left);
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
  Contents contents;
  walk(file, kRiffHeader, contents);
  if (!contents.frame) throw ImageError(ImageErrorCode::kTruncated, "WebP: it has no image data");
  const Frame& frame = *contents.frame;
  const Size canvas = contents.canvas.value_or(frame.size);
  check_size(canvas.width, canvas.height, options);
  check_size(frame.size.width, frame.size.height, options);
  if (frame.left + frame.size.width > canvas.width || frame.top + frame.size.height > canvas.height)
    throw ImageError(ImageErrorCode::kCorrupt, "WebP: the first frame exceeds the canvas");

  StoredImage stored;
  stored.orientation = contents.orientation;
  stored.image = decode_with_opencv(minimal_file(file, frame.chunk), "WebP", frame.size.width,
                                    frame.size.height);
  if (canvas.width != frame.size.width || canvas.height != frame.size.height)
    stored.image = place(stored.image, frame, canvas);
  return stored;
}

}  // namespace resnext
