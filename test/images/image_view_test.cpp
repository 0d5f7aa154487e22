// SPDX-License-Identifier: Apache-2.0
#include "images/resize/image_view.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "images/resize/preprocess.h"

namespace resnext {
namespace {

/// 8 x 4 pixels; red is 10 * x + y.
Image numbered() {
  Image image{8, 4, {}};
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      image.rgb.insert(image.rgb.end(), {static_cast<std::uint8_t>(10 * x + y), 0, 0});
    }
  }
  return image;
}

int red(const Image& image, int x, int y) {
  return image.rgb.at(static_cast<std::size_t>((y * image.width + x) * 3));
}

using Place = ImageView::Place;

TEST_CASE("there are one or five views, and each may be flipped", "[resize]") {
  CHECK(make_views(1, false) == std::vector<ImageView>(1));
  CHECK(make_views(1, true).size() == 2);
  CHECK(make_views(5, true).size() == 10);
  CHECK(make_views(5, true).back() == ImageView{Place::kBottomRight, true});
  CHECK_THROWS_AS(make_views(3, false), std::invalid_argument);
}

TEST_CASE("the first view is what is classified, the others its mirror image and the corners",
          "[resize]") {
  Preprocessing preprocessing;
  preprocessing.input_size = 4;
  preprocessing.crop_pct = 1;
  const Image image = numbered();
  const Image centre = take_view(image, preprocessing, {});
  CHECK(centre.rgb == resize_and_crop(image, preprocessing).rgb);
  CHECK(red(centre, 0, 0) == 20);  // the middle 4 of 8 columns, unchanged
  const Image flipped = take_view(image, preprocessing, {Place::kCentre, true});
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      CHECK(red(flipped, x, y) == red(centre, 3 - x, y));
    }
  }
  preprocessing.crop_pct = 0.8;  // the image becomes 10 x 5 pixels, and is cut to 4 x 4
  const int left = red(take_view(image, preprocessing, {Place::kTopLeft, false}), 0, 0);
  const int right = red(take_view(image, preprocessing, {Place::kTopRight, false}), 3, 0);
  const int low = red(take_view(image, preprocessing, {Place::kBottomLeft, false}), 0, 3);
  CHECK(left == 0);
  CHECK(right == 70);
  CHECK(low == 3);
  CHECK(red(take_view(image, preprocessing, {Place::kBottomRight, true}), 0, 3) == 73);
}

TEST_CASE("no view enlarges an image of short_side_of", "[resize]") {
  Preprocessing preprocessing;
  preprocessing.input_size = 224;
  preprocessing.crop_pct = 1;
  CHECK(short_side_of({}, preprocessing) == 224);
  CHECK(short_side_of(make_views(1, true), preprocessing) == 224);
  CHECK(short_side_of(make_views(5, false), preprocessing) == 256);
  preprocessing.crop_pct = 0.5;
  CHECK(short_side_of(make_views(5, false), preprocessing) == 448);
}

}  // namespace
}  // namespace resnext
