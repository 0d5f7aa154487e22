// SPDX-License-Identifier: Apache-2.0
#include "images/draw/heat_overlay.h"

#include <catch2/catch.hpp>

#include "images/decode/decode.h"
#include "images/draw/encode.h"
#include "images/draw/thumbnail.h"

namespace resnext {
namespace {

Image grey(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width * height * 3), 100)};
}

int brightness(const Image& image, int x, int y) {
  const std::uint8_t* pixel = image.rgb.data() + (y * image.width + x) * 3;
  return pixel[0] + pixel[1] + pixel[2];
}

Preprocessing preprocessing(double crop_pct) {
  Preprocessing result;
  result.input_size = 64;
  result.crop_pct = crop_pct;
  return result;
}

TEST_CASE("the square that the network sees is given as fractions of the photo", "[draw]") {
  const SeenSquare wide = seen_square(200, 100, preprocessing(1.0));
  CHECK(wide.left == Approx(0.25));
  CHECK(wide.width == Approx(0.5));
  CHECK(wide.top == 0);
  CHECK(wide.height == 1);
  const SeenSquare inner = seen_square(300, 300, preprocessing(0.5));  // 128 pixels, 64 kept
  CHECK(inner.left == Approx(0.25));
  CHECK(inner.height == Approx(0.5));
  const SeenSquare padded = seen_square(100, 100, preprocessing(2.0));  // 32 pixels in 64
  CHECK(padded.left == Approx(-0.5));
  CHECK(padded.width == Approx(2));
}

TEST_CASE("heat lies where the map says, and only inside the square that was seen", "[draw]") {
  const Image photo = grey(200, 100);
  const SeenSquare square = seen_square(200, 100, preprocessing(1.0));
  const Image drawn = draw_heat(photo, square, {2, 2, {0.5F, -3, 0, 2}});
  CHECK(drawn.width == 200);
  for (const int x : {0, 49, 150, 199}) {
    CHECK(brightness(drawn, x, 50) == 300);
  }
  CHECK(brightness(drawn, 50, 50) != 300);
  CHECK(brightness(drawn, 149, 50) != 300);
  CHECK(brightness(drawn, 149, 99) > brightness(drawn, 120, 70));  // towards the hottest corner
  CHECK(brightness(drawn, 120, 70) > brightness(drawn, 51, 99));
  CHECK(brightness(drawn, 51, 1) > brightness(drawn, 149, 1));  // 0.5 and below 0
  CHECK(brightness(drawn, 149, 1) == brightness(drawn, 51, 99));
}

TEST_CASE("a map without positive values darkens the whole square", "[draw]") {
  const Image drawn = draw_heat(grey(10, 10), {}, {1, 2, {-1, 0}});
  CHECK(brightness(drawn, 0, 0) == brightness(drawn, 9, 9));
  CHECK(brightness(drawn, 5, 5) < 300);
}

TEST_CASE("a map without cells is refused", "[draw]") {
  CHECK_THROWS_AS(draw_heat(grey(4, 4), {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(draw_heat(grey(4, 4), {}, {2, 2, {1, 2, 3}}), std::invalid_argument);
}

TEST_CASE("a picture as PNG comes back the same", "[draw]") {
  Image image = grey(3, 2);
  image.rgb[0] = 255;
  image.rgb[4] = 7;
  const Image back = decode_image(encode_png(image), {}).image;
  CHECK(back.width == 3);
  CHECK(back.rgb == image.rgb);
  CHECK(shrink(image, 2).width == 2);
  CHECK(shrink(image, 5).rgb == image.rgb);
}

}  // namespace
}  // namespace resnext
