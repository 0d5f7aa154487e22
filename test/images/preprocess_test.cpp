// SPDX-License-Identifier: Apache-2.0
#include "images/resize/preprocess.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <stdexcept>
#include <vector>

#include "base/error.h"
#include "images/pixels.h"

namespace resnext {
namespace {

using testing::noise;

Preprocessing with(int input_size, double crop_pct) {
  Preprocessing preprocessing;
  preprocessing.input_size = input_size;
  preprocessing.crop_pct = crop_pct;
  return preprocessing;
}

TEST_CASE("the plan follows Python's arithmetic", "[resize]") {
  struct Case {
    int width, height, input_size;
    double crop_pct;
    ResizePlan plan;
  };
  // Targets and offsets computed with timm's and torchvision's expressions in Python.
  const std::vector<Case> cases = {
      {500, 375, 224, 0.875, {341, 256, {58, 16, 224, 224}, 0, 0}},  // 58.5 to even
      {375, 500, 224, 0.875, {256, 341, {16, 58, 224, 224}, 0, 0}},
      {451, 300, 224, 0.875, {384, 256, {80, 16, 224, 224}, 0, 0}},
      {343, 256, 224, 0.875, {343, 256, {60, 16, 224, 224}, 0, 0}},  // 59.5 to even
      {256, 256, 224, 0.965, {232, 232, {4, 4, 224, 224}, 0, 0}},
      {225, 224, 224, 1.0, {225, 224, {0, 0, 224, 224}, 0, 0}},     // 0.5 to even
      {227, 224, 224, 1.0, {227, 224, {2, 0, 224, 224}, 0, 0}},     // 1.5 to even
      {300, 300, 288, 0.95, {303, 303, {8, 8, 288, 288}, 0, 0}},    // 7.5 to even
      {100, 100, 224, 1.25, {179, 179, {0, 0, 179, 179}, 22, 22}},  // smaller: padded
      {300, 100, 224, 1.25, {537, 179, {156, 0, 224, 179}, 0, 22}},
      {1, 60000, 224, 0.875, {256, 15'360'000, {16, 7'679'888, 224, 224}, 0, 0}},
      {60000, 1, 224, 0.875, {15'360'000, 256, {7'679'888, 16, 224, 224}, 0, 0}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.width, c.height, c.input_size, c.crop_pct);
    const ResizePlan plan = plan_resize(c.width, c.height, with(c.input_size, c.crop_pct));
    CHECK(plan.target_width == c.plan.target_width);
    CHECK(plan.target_height == c.plan.target_height);
    CHECK(plan.window.left == c.plan.window.left);
    CHECK(plan.window.top == c.plan.window.top);
    CHECK(plan == c.plan);
  }
}

TEST_CASE("plans that make no sense are refused", "[resize]") {
  CHECK_THROWS_AS(plan_resize(0, 5, {}), std::invalid_argument);
  CHECK_THROWS_AS(plan_resize(5, 5, with(0, 0.875)), std::invalid_argument);
  CHECK_THROWS_AS(plan_resize(5, 5, with(224, 0.0)), std::invalid_argument);
  CHECK_THROWS_AS(plan_resize(5, 5, with(224, -1.0)), std::invalid_argument);
  CHECK_THROWS_AS(plan_resize(5, 5, with(224, 300.0)), std::invalid_argument);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(plan_resize(5, 5, with(224, nan)), std::invalid_argument);
  try {
    plan_resize(1, 100'000'000, {});
    FAIL("a long side of 25,600,000,000 pixels was accepted");
  } catch (const ImageError& error) {
    CHECK(error.code() == ImageErrorCode::kTooLarge);
  }
}

TEST_CASE("the crop is the plan's part of the resized image", "[resize]") {
  const Image image = noise(500, 375);
  const Image result = resize_and_crop(image, {});
  CHECK(result.width == 224);
  CHECK(result.height == 224);
  CHECK(result.rgb ==
        resize_window(image, 341, 256, {58, 16, 224, 224}, Interpolation::kBilinear).rgb);
}

TEST_CASE("small images are padded with black", "[resize]") {
  const Image white{10, 10, std::vector<std::uint8_t>(300, 255)};
  const Image result = resize_and_crop(white, with(224, 1.25));  // 179 pixels, 22 before, 23 after
  REQUIRE(result.rgb.size() == 150'528);
  for (int y = 0; y < 224; ++y) {
    for (int x = 0; x < 224; ++x) {
      const bool inside = x >= 22 && x < 201 && y >= 22 && y < 201;
      REQUIRE(result.rgb[static_cast<std::size_t>((y * 224 + x) * 3)] == (inside ? 255 : 0));
    }
  }
}

TEST_CASE("images of one pixel become flat inputs", "[resize]") {
  const Image result = resize_and_crop(Image{1, 1, {10, 20, 30}}, {});
  for (std::size_t i = 0; i < result.rgb.size(); i += 3) {
    REQUIRE(result.rgb[i] == 10);
    REQUIRE(result.rgb[i + 1] == 20);
    REQUIRE(result.rgb[i + 2] == 30);
  }
}

TEST_CASE("normalisation gives torchvision's values, bit for bit", "[resize]") {
  // torchvision 0.14: Normalize(ToTensor()(image)), R, G and B of a grey pixel.
  struct Case {
    std::uint8_t value;
    float red, green, blue;
  };
  const std::vector<Case> cases = {
      {0, -0x1.0f177ap+1F, -0x1.049248p+1F, -0x1.cdf012p+0F},
      {1, -0x1.0ce656p+1F, -0x1.02549ep+1F, -0x1.c979d4p+0F},
      {100, -0x1.9f28acp-2F, -0x1.23dab4p-2F, -0x1.f8033ap-5F},
      {127, 0x1.d2734cp-5F, 0x1.805bc8p-3F, 0x1.a2e17ap-2F},
      {200, 0x1.4e9a9ep+0F, 0x1.773738p+0F, 0x1.ae6fdep+0F},
      {255, 0x1.1fdc3ap+1F, 0x1.36db6ep+1F, 0x1.51eb86p+1F},
  };
  for (const Case& c : cases) {
    std::vector<float> out(3);
    normalize(Image{1, 1, {c.value, c.value, c.value}}, {}, out);
    CHECK(out == std::vector<float>{c.red, c.green, c.blue});
  }
}

TEST_CASE("normalisation writes three planes, row by row", "[resize]") {
  Preprocessing plain;
  plain.mean = {0, 0, 0};
  plain.std = {1, 1, 1};
  std::vector<float> out(12);
  normalize(Image{2, 2, {0, 51, 102, 255, 0, 51, 102, 255, 0, 51, 102, 255}}, plain, out);
  CHECK(out ==
        std::vector<float>{0.0F, 1.0F, 0.4F, 0.2F, 0.2F, 0.0F, 1.0F, 0.4F, 0.4F, 0.2F, 0.0F, 1.0F});
  std::vector<float> short_by_one(11);
  CHECK_THROWS_AS(normalize(noise(2, 2), plain, short_by_one), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
