// SPDX-License-Identifier: Apache-2.0
// BMP is plain enough to be read here: OpenCV widens 5-bit channels by a shift, and fills up a
// file that ends early.
// Source: Microsoft's BITMAPINFOHEADER and "Bitmap Compression" pages.

#include <array>
#include <bit>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "images/decode/byte_view.h"
#include "images/decode/format_decoders.h"

namespace resnext {
namespace {

using Colour = std::array<std::uint8_t, 3>;

enum Compression : std::uint32_t { kNone = 0, kRle8 = 1, kRle4 = 2, kBitFields = 3 };

constexpr std::size_t kFileHeader = 14;
constexpr std::size_t kMasks = kFileHeader + 40;

struct Header {
  std::int64_t width = 0;
  std::int64_t height = 0;
  bool top_down = false;
  int bits = 0;
  std::uint32_t compression = kNone;
  std::array<std::uint32_t, 3> masks = {0xFF0000, 0xFF00, 0xFF};  // of R, G, B; 16 and 32 bits
  std::size_t data = 0;                                           // where the pixels begin
  std::vector<Colour> palette;                                    // up to 8 bits
};

[[noreturn]] void unsupported(const std::string& what) {
  throw ImageError(ImageErrorCode::kUnsupported, "BMP: " + what + " is not supported");
}

void read_palette(const ByteView& file, std::size_t offset, std::size_t entry, std::size_t colours,
                  Header& header) {
  const std::size_t most = std::size_t{1} << header.bits;
  header.palette.assign(most, Colour{});
  if (colours == 0 || colours > most) colours = most;
  for (std::size_t i = 0; i < colours; ++i) {
    const std::size_t at = offset + i * entry;
    if (header.data != 0 && at + entry > header.data) break;
    header.palette[i] = {file.u8(at + 2), file.u8(at + 1), file.u8(at)};
  }
  if (header.data == 0) header.data = offset + colours * entry;
}

Header read_header(const ByteView& file) {
  Header header;
  header.data = file.u32(10);
  const std::size_t size = file.u32(kFileHeader);
  const bool old = size < 40;
  header.width = old ? file.u16(18) : static_cast<std::int32_t>(file.u32(18));
  header.height = old ? file.u16(20) : static_cast<std::int32_t>(file.u32(22));
  header.bits = file.u16(old ? 24 : 28);
  header.compression = old ? std::uint32_t{kNone} : file.u32(30);
  header.top_down = header.height < 0;
  header.height = std::abs(header.height);

  const int bits = header.bits;
  if (bits != 1 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32)
    unsupported(fmt::format("a depth of {} bits", bits));
  const bool known = header.compression == kNone || (header.compression == kRle8 && bits == 8) ||
                     (header.compression == kRle4 && bits == 4) ||
                     (header.compression == kBitFields && bits >= 16);
  if (!known || (header.top_down && (header.compression == kRle8 || header.compression == kRle4))) {
    unsupported(fmt::format("compression {} with {} bits", header.compression, bits));
  }
  if (bits == 16) header.masks = {0x7C00, 0x3E0, 0x1F};
  if (header.compression == kBitFields) {
    const std::array<std::uint32_t, 3> masks = {file.u32(kMasks), file.u32(kMasks + 4),
                                                file.u32(kMasks + 8)};
    if (masks != std::array<std::uint32_t, 3>{}) header.masks = masks;
  }
  if (bits <= 8)
    read_palette(file, kFileHeader + size, old ? 3 : 4, old ? 0 : file.u32(46), header);
  if (header.data == 0)
    header.data = kFileHeader + size + (header.compression == kBitFields && size == 40 ? 12 : 0);
  return header;
}

// Returns a channel's bits, widened so that all ones become 255.
std::uint8_t channel(std::uint32_t pixel, std::uint32_t mask) {
  if (mask == 0) return 0;
  const std::uint32_t most = mask >> std::countr_zero(mask);
  const std::uint64_t value = (pixel & mask) >> std::countr_zero(mask);
  return static_cast<std::uint8_t>(value * 255 / most);
}

// Returns pixel x of an uncompressed row.
Colour pixel_at(const ByteView& row, std::size_t x, const Header& header) {
  switch (header.bits) {
    case 24:
      return {row.u8(x * 3 + 2), row.u8(x * 3 + 1), row.u8(x * 3)};
    case 16:
    case 32: {
      const std::uint32_t pixel = header.bits == 16 ? row.u16(x * 2) : row.u32(x * 4);
      return {channel(pixel, header.masks[0]), channel(pixel, header.masks[1]),
              channel(pixel, header.masks[2])};
    }
    default: {
      const auto bits = static_cast<std::size_t>(header.bits);
      const std::size_t per_byte = 8 / bits;
      const std::size_t shift = 8 - bits * (x % per_byte + 1);
      return header.palette[row.u8(x / per_byte) >> shift & (header.palette.size() - 1)];
    }
  }
}

// Returns the palette indices of a run-length coded image, first row at the bottom. Skipped pixels
// have index 0.
std::vector<std::uint8_t> read_run_lengths(const ByteView& file, const Header& header) {
  const auto width = static_cast<std::size_t>(header.width);
  const auto height = static_cast<std::size_t>(header.height);
  std::vector<std::uint8_t> indices(width * height, 0);
  std::size_t at = header.data;
  std::size_t x = 0;
  std::size_t y = 0;
  const auto put = [&](std::uint8_t pair, std::size_t i) {
    if (x >= width || y >= height)
      throw ImageError(ImageErrorCode::kCorrupt, "BMP: a run of pixels leaves the image");
    const int index = header.bits == 8 ? pair : (i % 2 == 0 ? pair >> 4 : pair & 0xF);
    indices[y * width + x++] = static_cast<std::uint8_t>(index);
  };
  while (true) {
    if (y >= height || (y + 1 == height && x == width)) return indices;
    const std::size_t count = file.u8(at);
    const std::uint8_t value = file.u8(at + 1);
    at += 2;
    if (count > 0) {
      for (std::size_t i = 0; i < count; ++i) put(value, i);
    } else if (value == 0) {
      x = 0;
      ++y;
    } else if (value == 1) {
      return indices;
    } else if (value == 2) {
      x += file.u8(at);
      y += file.u8(at + 1);
      at += 2;
    } else {
      const std::size_t bytes = header.bits == 8 ? value : (value + std::size_t{1}) / 2;
      for (std::size_t i = 0; i < value; ++i) put(file.u8(at + (header.bits == 8 ? i : i / 2)), i);
      at += bytes + bytes % 2;
    }
  }
}

}  // namespace

StoredImage decode_bmp(std::span<const std::byte> bytes, const DecodeOptions& options) {
  const ByteView file(bytes);
  const Header header = read_header(file);
  check_size(header.width, header.height, options);
  const auto width = static_cast<std::size_t>(header.width);
  const auto height = static_cast<std::size_t>(header.height);
  const std::size_t pitch = (width * static_cast<std::size_t>(header.bits) + 31) / 32 * 4;

  std::vector<std::uint8_t> indices;
  if (header.compression == kRle8 || header.compression == kRle4) {
    indices = read_run_lengths(file, header);
  } else {
    static_cast<void>(file.bytes(header.data, pitch * height));  // throws if the file ends early
  }

  StoredImage stored;
  stored.image = {static_cast<int>(width), static_cast<int>(height), {}};
  stored.image.rgb.resize(width * height * 3);
  std::uint8_t* out = stored.image.rgb.data();
  for (std::size_t y = 0; y < height; ++y) {
    const std::size_t row = header.top_down ? y : height - 1 - y;
    const ByteView data(indices.empty() ? file.bytes(header.data + row * pitch, pitch)
                                        : std::span<const std::byte>());
    for (std::size_t x = 0; x < width; ++x) {
      const Colour colour =
          indices.empty() ? pixel_at(data, x, header) : header.palette[indices[row * width + x]];
      for (const std::uint8_t value : colour) *out++ = value;
    }
  }
  return stored;
}

}  // namespace resnext
