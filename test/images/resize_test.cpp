// SPDX-License-Identifier: Apache-2.0
#include "images/resize/resize.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <span>
#include <stdexcept>
#include <vector>

#include "images/decode/crc32.h"
#include "images/pixels.h"

namespace resnext {
namespace {

using testing::noise;

Image whole(const Image& image, int width, int height, Interpolation interpolation) {
  return resize_window(image, width, height, {0, 0, width, height}, interpolation);
}

Image cut(const Image& image, const Rect& window) {
  Image result{window.width, window.height, {}};
  for (int y = window.top; y < window.top + window.height; ++y) {
    const auto row = image.rgb.begin() + (std::ptrdiff_t{y} * image.width + window.left) * 3;
    result.rgb.insert(result.rgb.end(), row, row + std::ptrdiff_t{window.width} * 3);
  }
  return result;
}

// 7 x 5 pixels whose bytes count up by 37.
Image ramp() {
  Image image{7, 5, {}};
  for (int i = 0; i < 7 * 5 * 3; ++i)
    image.rgb.push_back(static_cast<std::uint8_t>((i * 37 + 11) % 256));
  return image;
}

TEST_CASE("the bytes are Pillow's", "[resize]") {
  // Pillow 9.4: Image.frombytes("RGB", (7, 5), ...).resize(size, filter).tobytes()
  using Bytes = std::vector<std::uint8_t>;
  CHECK(whole(ramp(), 3, 2, Interpolation::kBilinear).rgb == Bytes{113, 97, 134, 154, 131, 111, 134,
                                                                   169, 128, 93, 115, 152, 131, 108,
                                                                   129, 152, 149, 83});
  CHECK(whole(ramp(), 3, 2, Interpolation::kBicubic).rgb == Bytes{109, 91, 137, 167, 133, 101, 129,
                                                                  175, 133, 87, 118, 157, 133, 99,
                                                                  127, 156, 153, 79});
  CHECK(whole(ramp(), 4, 5, Interpolation::kBicubic).rgb ==
        Bytes{65,  95,  132, 177, 72,  113, 137, 178, 73,  118, 155, 185, 74,  104, 141,
              186, 81,  122, 146, 187, 82,  127, 164, 194, 83,  113, 150, 195, 90,  131,
              155, 196, 100, 136, 173, 62,  85,  122, 159, 62,  103, 140, 168, 63,  109,
              145, 175, 71,  94,  131, 168, 71,  112, 149, 177, 72,  118, 154, 184, 80});
}

TEST_CASE("the bytes of a photo's size are Pillow's, by their checksum", "[resize]") {
  // Noise of 500 x 375: byte i is the top byte of i * 2654435761 mod 2^32. zlib.crc32 of
  // Pillow 9.4's result. Every one of the 22 bits of the weights counts here.
  Image image{500, 375, {}};
  for (std::uint32_t i = 0; i < 562'500; ++i)
    image.rgb.push_back(static_cast<std::uint8_t>(i * 2654435761U >> 24));
  const auto checksum = [&](int width, int height, Interpolation interpolation) {
    const Image result = whole(image, width, height, interpolation);
    return crc32(std::as_bytes(std::span(result.rgb)));
  };
  CHECK(checksum(341, 256, Interpolation::kBilinear) == 0xAC861346U);
  CHECK(checksum(700, 525, Interpolation::kBilinear) == 0xA0003369U);
  CHECK(checksum(40, 30, Interpolation::kBilinear) == 0xBD7F750EU);
  CHECK(checksum(341, 256, Interpolation::kBicubic) == 0x262C83C9U);
  CHECK(checksum(700, 525, Interpolation::kBicubic) == 0xC2F93047U);
  CHECK(checksum(40, 30, Interpolation::kBicubic) == 0x8B4905D0U);
}

TEST_CASE("a window is a part of the whole result", "[resize]") {
  const auto interpolation = GENERATE(Interpolation::kBilinear, Interpolation::kBicubic);
  struct Case {
    int width, height, target_width, target_height;
    Rect window;
  };
  const auto given =
      GENERATE(Case{50, 37, 20, 15, {3, 2, 11, 9}}, Case{50, 37, 20, 37, {0, 30, 20, 7}},
               Case{50, 37, 50, 15, {49, 0, 1, 15}}, Case{5, 4, 61, 70, {60, 69, 1, 1}},
               Case{1, 900, 3, 90, {0, 40, 3, 2}}, Case{31, 30, 31, 30, {4, 5, 6, 7}});
  const Image image = noise(given.width, given.height);
  const Image all = whole(image, given.target_width, given.target_height, interpolation);
  const Image part =
      resize_window(image, given.target_width, given.target_height, given.window, interpolation);
  CHECK(part.width == given.window.width);
  CHECK(part.height == given.window.height);
  CHECK(part.rgb == cut(all, given.window).rgb);
}

TEST_CASE("an unchanged size is a copy", "[resize]") {
  const Image image = noise(13, 9);
  CHECK(whole(image, 13, 9, Interpolation::kBicubic).rgb == image.rgb);
}

TEST_CASE("flat images stay flat and extremes don't wrap around", "[resize]") {
  const auto interpolation = GENERATE(Interpolation::kBilinear, Interpolation::kBicubic);
  const auto value =
      GENERATE(std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{128}, std::uint8_t{255});
  const Image flat{97, 61, std::vector<std::uint8_t>(17'751, value)};
  for (const std::uint8_t byte : whole(flat, 40, 90, interpolation).rgb) REQUIRE(byte == value);

  // A black and white edge makes the cubic filter overshoot both ways.
  Image edge{8, 1, {}};
  for (int i = 0; i < 24; ++i) edge.rgb.push_back(i < 12 ? 0 : 255);
  const Image result = whole(edge, 64, 1, interpolation);
  for (std::size_t i = 0; i < 84; ++i) REQUIRE(result.rgb[i] < 128);
  for (std::size_t i = 108; i < 192; ++i) REQUIRE(result.rgb[i] >= 128);
}

TEST_CASE("a huge target costs only its window", "[resize]") {
  const Image line = noise(1, 60000);
  const Image result =
      resize_window(line, 256, 15'360'000, {16, 7'679'888, 224, 224}, Interpolation::kBicubic);
  REQUIRE(result.rgb.size() == 150'528);
  // Row 7,680,000 of 15,360,000 lies between source rows 29,999 and 30,000.
  const int above = line.rgb[89'997];
  const int below = line.rgb[90'000];
  const int middle = result.rgb[75'285];
  CHECK(middle >= std::min(above, below) - 32);
  CHECK(middle <= std::max(above, below) + 32);
}

TEST_CASE("windows outside the target and empty images are refused", "[resize]") {
  const Image image = noise(4, 4);
  const auto resize = [&](const Rect& window) {
    return resize_window(image, 8, 8, window, Interpolation::kBilinear);
  };
  CHECK_THROWS_AS(resize({-1, 0, 4, 4}), std::invalid_argument);
  CHECK_THROWS_AS(resize({5, 0, 4, 4}), std::invalid_argument);
  CHECK_THROWS_AS(resize({0, 0, 4, 9}), std::invalid_argument);
  CHECK_THROWS_AS(resize({0, 0, 0, 4}), std::invalid_argument);
  CHECK_THROWS_AS(whole(Image{}, 8, 8, Interpolation::kBilinear), std::invalid_argument);
  CHECK_THROWS_AS(whole(Image{2, 2, {1, 2, 3}}, 8, 8, Interpolation::kBilinear),
                  std::invalid_argument);
}

}  // namespace
}  // namespace resnext
