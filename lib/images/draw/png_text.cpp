// SPDX-License-Identifier: Apache-2.0
#include "images/draw/png_text.h"

#include <cstdint>
#include <span>
#include <stdexcept>

#include "images/decode/crc32.h"

namespace resnext {
namespace {

constexpr std::size_t kHeaderEnd = 8 + 25;  // the signature and the chunk IHDR

std::string big_endian(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  return bytes;
}

}  // namespace

std::vector<std::byte> with_png_text(std::vector<std::byte> png, const std::string& keyword,
                                     const std::string& text) {
  if (png.size() < kHeaderEnd) {
    throw std::invalid_argument("no PNG file to add a text to");
  }
  // Not compressed, and in no particular language.
  const std::string content = keyword + std::string("\0\0\0\0\0", 5) + text;
  const std::string covered = "iTXt" + content;
  const std::string chunk = big_endian(static_cast<std::uint32_t>(content.size())) + covered +
                            big_endian(crc32(std::as_bytes(std::span(covered))));
  const auto bytes = std::as_bytes(std::span(chunk));
  png.insert(png.begin() + kHeaderEnd, bytes.begin(), bytes.end());
  return png;
}

}  // namespace resnext
