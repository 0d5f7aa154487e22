// SPDX-License-Identifier: Apache-2.0
#include "images/draw/thumbnail.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "images/decode/decode.h"

namespace resnext {
namespace {

/// Red on the left, blue on the right.
Image two_colours(int width, int height) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height; ++i) {
    const bool left = i % width < width / 2;
    image.rgb.insert(image.rgb.end(), {static_cast<std::uint8_t>(left ? 220 : 10), 20,
                                       static_cast<std::uint8_t>(left ? 10 : 220)});
  }
  return image;
}

TEST_CASE("a thumbnail is a small JPEG of the same picture", "[draw]") {
  const Image small = decode_image(make_thumbnail(two_colours(640, 400)), {}).image;
  CHECK(small.width == 160);
  CHECK(small.height == 100);
  const std::uint8_t* left = &small.rgb[(50 * 160 + 20) * 3];
  const std::uint8_t* right = &small.rgb[(50 * 160 + 140) * 3];
  CHECK(std::abs(left[0] - 220) < 12);
  CHECK(std::abs(left[2] - 10) < 12);
  CHECK(std::abs(right[0] - 10) < 12);
  CHECK(std::abs(right[2] - 220) < 12);
}

TEST_CASE("a thumbnail never enlarges, and keeps a pixel of the narrowest image", "[draw]") {
  const Image same = decode_image(make_thumbnail(two_colours(40, 30)), {}).image;
  CHECK(same.width == 40);
  CHECK(same.height == 30);
  const Image line = decode_image(make_thumbnail(two_colours(5000, 1)), {}).image;
  CHECK(line.width == 160);
  CHECK(line.height == 1);
}

}  // namespace
}  // namespace resnext
