// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "images/decode/decode.h"
#include "images/decode/webp_container.h"
#include "images/pixels.h"

// WebP containers that are built by hand: animations, metadata, hostile nesting.
namespace resnext {
namespace {

using testing::Bytes;
using testing::encode;
using testing::noise;
using testing::to_bytes;
using namespace std::string_literals;

constexpr int kLossless = 101;
constexpr std::uint32_t kAnimation = 2;  // flags of a VP8X chunk
constexpr std::uint32_t kExif = 8;

std::string number(std::uint32_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) {
    text += static_cast<char>(value >> (8 * i) & 0xFFU);
  }
  return text;
}

std::string chunk(std::string_view name, std::string_view data) {
  return std::string(name) + number(static_cast<std::uint32_t>(data.size()), 4) +
         std::string(data) + std::string(data.size() % 2, '\0');
}

std::string vp8x(std::uint32_t flags, std::uint32_t width, std::uint32_t height) {
  return chunk("VP8X", number(flags, 4) + number(width - 1, 3) + number(height - 1, 3));
}

const std::string kAnim = chunk("ANIM", std::string(6, '\0'));

/// An ANMF chunk; `left` and `top` must be even.
std::string anmf(std::uint32_t left, std::uint32_t top, const Image& image,
                 std::string_view bitstream) {
  const auto size = [](int pixels) { return number(static_cast<std::uint32_t>(pixels - 1), 3); };
  return chunk("ANMF", number(left / 2, 3) + number(top / 2, 3) + size(image.width) +
                           size(image.height) + number(100, 3) + '\0' + std::string(bitstream));
}

Bytes riff(const std::string& chunks) {
  return to_bytes("RIFF" + number(static_cast<std::uint32_t>(4 + chunks.size()), 4) + "WEBP" +
                  chunks);
}

/// The lossless bitstream's chunk alone.
std::string bitstream(const Image& image) {
  const Bytes file = encode(image, ".webp", {cv::IMWRITE_WEBP_QUALITY, kLossless});
  const auto* text = reinterpret_cast<const char*>(file.data());
  return {text + 12, file.size() - 12};
}

/// An EXIF block with nothing but an orientation.
std::string exif(int orientation) {
  return "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s +
         number(static_cast<std::uint32_t>(orientation), 4) + number(0, 4);
}

ImageErrorCode error_of(const Bytes& file, const DecodeOptions& options = {}) {
  try {
    decode_image(file, options);
  } catch (const ImageError& error) {
    return error.code();
  }
  FAIL("no error");
  return ImageErrorCode::kEmpty;
}

TEST_CASE("an animation gives its first frame where it lies on a black canvas", "[decode]") {
  const Image first = noise(10, 6);
  const Image second = noise(20, 16, 2);
  const Bytes file = riff(vp8x(kAnimation, 20, 16) + kAnim + anmf(4, 8, first, bitstream(first)) +
                          anmf(0, 0, second, bitstream(second)));
  const Image image = decode_image(file, {}).image;
  REQUIRE(image.width == 20);
  REQUIRE(image.height == 16);
  Image expected{20, 16, std::vector<std::uint8_t>(std::size_t{20} * 16 * 3)};
  for (std::size_t y = 0; y < 6; ++y) {
    std::memcpy(expected.rgb.data() + ((8 + y) * 20 + 4) * 3, first.rgb.data() + y * 30, 30);
  }
  CHECK(image.rgb == expected.rgb);
}

TEST_CASE("a lossy frame's alpha is left behind", "[decode]") {
  const Image photo = noise(16, 16);
  const Bytes plain = encode(photo, ".webp", {cv::IMWRITE_WEBP_QUALITY, 80});
  const std::string lossy(reinterpret_cast<const char*>(plain.data()) + 12, plain.size() - 12);
  const std::string alpha = chunk("ALPH", '\0' + std::string(256, '\x80'));
  const Bytes file = riff(vp8x(0x10, 16, 16) + alpha + lossy);
  CHECK(decode_image(file, {}).image.rgb == decode_image(plain, {}).image.rgb);
  const WebpContainer container = read_webp_container(file);
  REQUIRE(container.bitstream.size() == lossy.size());
  CHECK(std::memcmp(container.bitstream.data(), lossy.data(), lossy.size()) == 0);
}

TEST_CASE("the last EXIF chunk of a WebP gives the orientation", "[decode]") {
  const Image photo = noise(8, 4);
  const Bytes file =
      riff(vp8x(kExif, 8, 4) + bitstream(photo) + chunk("EXIF", exif(3)) + chunk("EXIF", exif(6)));
  DecodeOptions options;
  options.exif = ExifMode::kApply;
  const DecodedImage decoded = decode_image(file, options);
  CHECK(decoded.exif_orientation == 6);
  CHECK(decoded.image.width == 4);
  CHECK(decode_image(riff(vp8x(0, 8, 4) + bitstream(photo)), options).exif_orientation == 1);
}

TEST_CASE("frames nested 30,000 deep are an error", "[decode]") {
  std::vector<std::string> headers;
  std::uint32_t size = 0;
  for (int depth = 0; depth < 30'000; ++depth) {
    size += 16;
    headers.push_back("ANMF" + number(size, 4) + std::string(16, '\0'));
    size += 8;
  }
  std::string nested;
  for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
    nested += *header;
  }
  CHECK(error_of(riff(nested)) == ImageErrorCode::kTruncated);
  CHECK(error_of(riff(vp8x(kAnimation, 8, 8) + kAnim + nested)) == ImageErrorCode::kCorrupt);
}

TEST_CASE("an excess of chunks is refused before it is listed", "[decode]") {
  const Image photo = noise(8, 4);
  const auto with_chunks = [&photo](std::size_t count) {
    std::string chunks = vp8x(0, 8, 4) + bitstream(photo);
    for (std::size_t i = 2; i < count; ++i) {
      chunks += chunk("abcd", "");
    }
    return riff(chunks);
  };
  CHECK(decode_image(with_chunks(100'000), {}).image.rgb == photo.rgb);
  CHECK(error_of(with_chunks(100'001)) == ImageErrorCode::kCorrupt);
}

TEST_CASE("the pixels of a WebP's canvas are limited before they are allocated", "[decode]") {
  const Image photo = noise(8, 4);
  const Bytes file =
      riff(vp8x(kAnimation, 16'000, 16'000) + kAnim + anmf(0, 0, photo, bitstream(photo)));
  CHECK(error_of(file) == ImageErrorCode::kTooLarge);
  DecodeOptions narrow;
  narrow.max_pixels = 31;
  CHECK(error_of(riff(bitstream(photo)), narrow) == ImageErrorCode::kTooLarge);
}

TEST_CASE("WebP chunks that contradict each other are an error", "[decode]") {
  const Image photo = noise(8, 4);
  const std::string bits = bitstream(photo);
  const auto [name, file, code] = GENERATE_COPY(table<std::string, Bytes, ImageErrorCode>({
      {"no chunk at all", riff(""), ImageErrorCode::kTruncated},
      {"no image", riff(vp8x(kExif, 8, 4) + chunk("EXIF", exif(6))), ImageErrorCode::kCorrupt},
      {"a frame beyond the canvas", riff(vp8x(kAnimation, 8, 4) + kAnim + anmf(2, 0, photo, bits)),
       ImageErrorCode::kCorrupt},
      {"a bitstream without its signature", riff(chunk("VP8L", std::string(40, 'x'))),
       ImageErrorCode::kCorrupt},
      {"a chunk longer than the file", riff(vp8x(0, 8, 4) + bits + "abcd" + number(99, 4)),
       ImageErrorCode::kCorrupt},
      {"a still image of another size", riff(vp8x(0, 20, 20) + bits), ImageErrorCode::kCorrupt},
  }));
  CAPTURE(name);
  CHECK(error_of(file) == code);
}

}  // namespace
}  // namespace resnext
