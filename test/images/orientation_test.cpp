// SPDX-License-Identifier: Apache-2.0
#include "images/decode/orientation.h"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "images/pixels.h"

namespace resnext {
namespace {

using testing::Bytes;
using testing::to_bytes;
using namespace std::string_view_literals;

// One directory with one entry; numbers in the order that `big` says.
Bytes exif(bool big, unsigned orientation, unsigned type = 3) {
  std::string text = big ? "MM" : "II";
  const auto append = [&](unsigned value, int bytes) {
    for (int i = 0; i < bytes; ++i)
      text += static_cast<char>(value >> 8 * (big ? bytes - 1 - i : i) & 0xFFU);
  };
  append(42, 2);
  append(8, 4);
  append(1, 2);
  append(274, 2);
  append(type, 2);
  append(1, 4);
  append(orientation, type == 3 ? 2 : 4);
  if (type == 3) append(0, 2);
  append(0, 4);
  return to_bytes(text);
}

TEST_CASE("the orientation is read in both byte orders, with and without prefix", "[decode]") {
  for (unsigned orientation = 1; orientation <= 8; ++orientation) {
    for (const bool big : {false, true}) {
      Bytes block = exif(big, orientation);
      CHECK(exif_orientation(block) == static_cast<int>(orientation));
      CHECK(exif_orientation(exif(big, orientation, 4)) == static_cast<int>(orientation));
      const Bytes prefix = to_bytes("Exif\0\0"sv);
      block.insert(block.begin(), prefix.begin(), prefix.end());
      CHECK(exif_orientation(block) == static_cast<int>(orientation));
    }
  }
}

TEST_CASE("an orientation that can't be understood counts as none", "[decode]") {
  CHECK(exif_orientation(Bytes{}) == 1);
  CHECK(exif_orientation(to_bytes("Exif\0\0"sv)) == 1);
  CHECK(exif_orientation(to_bytes("not exif at all")) == 1);
  CHECK(exif_orientation(exif(true, 0)) == 1);
  CHECK(exif_orientation(exif(true, 9)) == 1);
  CHECK(exif_orientation(exif(false, 6, 5)) == 1);  // a fraction
  const Bytes block = exif(false, 6);
  for (std::size_t size = 0; size < 22; ++size)
    CHECK(exif_orientation(std::span(block).first(size)) == 1);
  CHECK(exif_orientation(to_bytes("II*\0\xFF\xFF\xFF\xFF"sv)) == 1);
}

TEST_CASE("each orientation is undone", "[decode]") {
  // a b c      Every pixel is one letter, three times.
  // d e f
  const auto turned = [](int orientation) {
    Image image{3, 2, {}};
    for (const char c : {'a', 'b', 'c', 'd', 'e', 'f'})
      image.rgb.insert(image.rgb.end(), 3, static_cast<std::uint8_t>(c));
    const Image result = apply_orientation(image, orientation);
    std::string text;
    for (int i = 0; i < 6; ++i) {
      if (i > 0 && i % result.width == 0) text += '/';
      text += static_cast<char>(result.rgb[static_cast<std::size_t>(i) * 3 + 2]);
    }
    return text;
  };
  CHECK(turned(1) == "abc/def");
  CHECK(turned(2) == "cba/fed");
  CHECK(turned(3) == "fed/cba");
  CHECK(turned(4) == "def/abc");
  CHECK(turned(5) == "ad/be/cf");
  CHECK(turned(6) == "da/eb/fc");
  CHECK(turned(7) == "fc/eb/da");
  CHECK(turned(8) == "cf/be/ad");
}

}  // namespace
}  // namespace resnext
