// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "images/draw/heat_overlay.h"
#include "images/resize/tile_grid.h"

// Turns a value for each tile of an image into a heat map.
namespace resnext {

/// Returns a map over the whole image. Without overlap each cell is a tile; with it, a half of one,
/// which has the mean of the tiles that cover it. `values`: of the tiles, row by row; another
/// number than the grid's is std::invalid_argument.
HeatMap tile_heat_map(const TileGrid& grid, const std::vector<float>& values);

}  // namespace resnext
