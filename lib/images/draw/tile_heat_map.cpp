// SPDX-License-Identifier: Apache-2.0
#include "images/draw/tile_heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace resnext {

HeatMap tile_heat_map(const TileGrid& grid, const std::vector<float>& values) {
  const int across = grid.tiles_across();
  const int down = grid.tiles_down();
  if (values.size() != static_cast<std::size_t>(across) * static_cast<std::size_t>(down)) {
    throw std::invalid_argument(
        fmt::format("tile_heat_map: {} values for {} x {} tiles", values.size(), across, down));
  }
  if (!grid.overlap) {
    return {across, down, values};
  }
  HeatMap map{across + 1, down + 1, {}};
  for (int y = 0; y < map.height; ++y) {
    for (int x = 0; x < map.width; ++x) {
      float sum = 0;
      int count = 0;
      for (int row = std::max(y - 1, 0); row <= std::min(y, down - 1); ++row) {
        for (int column = std::max(x - 1, 0); column <= std::min(x, across - 1); ++column) {
          sum += values[static_cast<std::size_t>(row * across + column)];
          ++count;
        }
      }
      map.values.push_back(sum / static_cast<float>(count));
    }
  }
  return map;
}

}  // namespace resnext
