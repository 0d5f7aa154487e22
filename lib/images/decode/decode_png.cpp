// SPDX-License-Identifier: Apache-2.0
// OpenCV (libpng) gets a copy that holds the chunks that make pixels, all of them checked here: it
// never reads damaged or odd ancillary chunks, nor a file that ends early.

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "images/decode/byte_view.h"
#include "images/decode/crc32.h"
#include "images/decode/format_decoders.h"
#include "images/decode/opencv_decode.h"
#include "images/decode/orientation.h"

namespace resnext {
namespace {

constexpr std::size_t kSignatureSize = 8;
constexpr std::size_t kChunkOverhead = 12;  // length, name and CRC
constexpr std::uint32_t kMaxChunkSize = 0x7FFFFFFF;
constexpr int kMaxSide = 1'000'000;  // libpng's own limit

struct Chunk {
  std::string name;
  std::span<const std::byte> data;
  std::span<const std::byte> whole;  // with length, name and CRC
};

// Returns whether a decoder needs the chunk; a lower-case first letter says that it does not.
bool is_critical(const Chunk& chunk) { return (static_cast<unsigned>(chunk.name[0]) & 0x20U) == 0; }

Chunk read_chunk(const ByteView& file, std::size_t offset) {
  const std::uint32_t size = file.u32(offset);
  if (size > kMaxChunkSize) {
    throw ImageError(ImageErrorCode::kCorrupt,
                     fmt::format("PNG: a chunk at byte {} has an invalid length", offset));
  }
  return {file.text(offset + 4, 4), file.bytes(offset + 8, size),
          file.bytes(offset, kChunkOverhead + size)};
}

void check_crc(const Chunk& chunk) {
  const auto covered = chunk.whole.subspan(4, 4 + chunk.data.size());
  const ByteView view(chunk.whole, std::endian::big);
  if (crc32(covered) != view.u32(chunk.whole.size() - 4)) {
    throw ImageError(ImageErrorCode::kCorrupt,
                     fmt::format("PNG: the checksum of its {} chunk does not match", chunk.name));
  }
}

}  // namespace

StoredImage decode_png(std::span<const std::byte> bytes, const DecodeOptions& options) {
  const ByteView file(bytes, std::endian::big);
  const Chunk header = read_chunk(file, kSignatureSize);
  if (header.name != "IHDR" || header.data.size() != 13) {
    throw ImageError(
        ImageErrorCode::kCorrupt,
        fmt::format("PNG: it begins with a chunk '{}', not with its header", header.name));
  }
  check_crc(header);
  const std::uint32_t width = file.u32(kSignatureSize + 8);
  const std::uint32_t height = file.u32(kSignatureSize + 12);
  check_size(width, height, options);
  if (width > kMaxSide || height > kMaxSide) {
    throw ImageError(ImageErrorCode::kTooLarge,
                     fmt::format("PNG: {} x {} pixels; a side may have 1000000", width, height));
  }

  StoredImage stored;
  std::vector<std::byte> kept(bytes.begin(), bytes.begin() + kSignatureSize);
  kept.reserve(bytes.size());
  bool has_data = false;
  std::string last_name;
  for (std::size_t offset = kSignatureSize; last_name != "IEND";) {
    const Chunk chunk = read_chunk(file, offset);
    offset += chunk.whole.size();
    if (is_critical(chunk)) {
      check_crc(chunk);
      kept.insert(kept.end(), chunk.whole.begin(), chunk.whole.end());
    }
    if (chunk.name == "eXIf") stored.orientation = exif_orientation(chunk.data);
    has_data = has_data || chunk.name == "IDAT";
    last_name = chunk.name;
  }
  if (!has_data) throw ImageError(ImageErrorCode::kCorrupt, "PNG: it has no IDAT chunk");
  stored.image = decode_with_opencv(kept, "PNG", static_cast<int>(width), static_cast<int>(height));
  return stored;
}

}  // namespace resnext
