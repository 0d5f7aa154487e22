// SPDX-License-Identifier: Apache-2.0
#include "images/resize/tile_grid.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "base/error.h"

namespace resnext {
namespace {

TEST_CASE("a grid is columns x rows", "[tiles]") {
  CHECK(parse_tile_grid("4x3") == TileGrid{4, 3, false});
  CHECK(parse_tile_grid("100x1") == TileGrid{100, 1, false});
  for (const char* const wrong : {"", "4", "4x", "x3", "0x3", "4x0", "101x1", "4x3x2", "4X3",
                                  "4x3 ", "-1x2", "4x99999999999"}) {
    CHECK_THROWS_AS(parse_tile_grid(wrong), UsageError);
  }
  CHECK_THROWS_WITH(parse_tile_grid("4*3"), Catch::StartsWith("--tiles 4*3: expected"));
  CHECK(to_string(TileGrid{4, 3, false}) == "4x3");
  CHECK(to_string(TileGrid{4, 3, true}) == "4x3,overlap");
}

TEST_CASE("tiles cover the image once, row by row", "[tiles]") {
  const std::vector<Rect> expected = {{0, 0, 3, 2}, {3, 0, 3, 2}, {6, 0, 4, 2},
                                      {0, 2, 3, 3}, {3, 2, 3, 3}, {6, 2, 4, 3}};
  CHECK(tiles_of({3, 2, false}, 10, 5) == expected);
  CHECK(tiles_of({1, 1, true}, 7, 9) == std::vector<Rect>{{0, 0, 7, 9}});
}

TEST_CASE("with overlap there are tiles at half steps", "[tiles]") {
  const std::vector<Rect> expected = {{0, 0, 4, 6}, {2, 0, 4, 6}, {4, 0, 4, 6}};
  CHECK(tiles_of({2, 1, true}, 8, 6) == expected);
  const TileGrid grid{4, 3, true};
  const std::vector<Rect> tiles = tiles_of(grid, 400'000'000, 601);  // no overflow
  CHECK(tiles.size() == 7 * 5);
  CHECK((grid.tiles_across() == 7 && grid.tiles_down() == 5));
  CHECK(tiles.back() == Rect{300'000'000, 400, 100'000'000, 201});
}

TEST_CASE("an image that is too small for the grid is refused", "[tiles]") {
  CHECK(tiles_of({4, 1, false}, 4, 1).size() == 4);
  CHECK_THROWS_AS(tiles_of({4, 1, false}, 3, 1), ImageError);
  CHECK_THROWS_WITH(tiles_of({1, 9, false}, 3, 8),
                    "the image of 3 x 8 pixels is too small for 1 x 9 tiles");
}

TEST_CASE("a part of an image has its pixels", "[tiles]") {
  Image image{4, 3, {}};
  for (std::uint8_t i = 0; i < 4 * 3 * 3; ++i) {
    image.rgb.push_back(i);
  }
  const Image part = cut_out(image, {1, 1, 2, 2});
  CHECK((part.width == 2 && part.height == 2));
  CHECK(part.rgb == std::vector<std::uint8_t>{15, 16, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32});
  CHECK(cut_out(image, {0, 0, 4, 3}).rgb == image.rgb);
  CHECK_THROWS_AS(cut_out(image, {3, 0, 2, 1}), std::invalid_argument);
  CHECK_THROWS_AS(cut_out(image, {-1, 0, 2, 1}), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
