// SPDX-License-Identifier: Apache-2.0
#include "images/draw/tile_heat_map.h"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace resnext {
namespace {

TEST_CASE("a map's cells are the tiles, or the means of those that cover a half", "[draw]") {
  const HeatMap plain = tile_heat_map({3, 1, false}, {1, 2, 4});
  CHECK((plain.width == 3 && plain.height == 1));
  CHECK(plain.values == std::vector<float>{1, 2, 4});
  const HeatMap halves = tile_heat_map({2, 1, true}, {1, 2, 4});
  CHECK((halves.width == 4 && halves.height == 2));
  CHECK(halves.values == std::vector<float>{1, 1.5, 3, 4, 1, 1.5, 3, 4});
  CHECK_THROWS_AS(tile_heat_map({2, 1, true}, {1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace resnext
