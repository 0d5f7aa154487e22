// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "images/image.h"

// Divides an image into tiles that are classified one by one.
namespace resnext {

/// A grid over an image. With `overlap` there is a tile at every half step as well, so that what
/// lies on a border is in the middle of another tile: 2 x columns - 1 by 2 x rows - 1 tiles of the
/// same size.
struct TileGrid {
  int columns = 1;
  int rows = 1;
  bool overlap = false;

  int tiles_across() const { return overlap ? 2 * columns - 1 : columns; }
  int tiles_down() const { return overlap ? 2 * rows - 1 : rows; }

  bool operator==(const TileGrid&) const = default;
};

inline constexpr int kMostTileColumns = 100;  ///< or rows

/// Returns the grid that "COLUMNSxROWS" stands for, such as "4x3". Throws UsageError, which begins
/// with "--tiles", if it is not two numbers from 1 to kMostTileColumns.
TileGrid parse_tile_grid(std::string_view text);

/// Returns "4x3" or "4x3,overlap".
std::string to_string(const TileGrid& grid);

/// Returns the tiles of an image, row by row, in pixels. Sizes differ by one where the image can't
/// be divided evenly. Throws ImageError kUnsupported if a tile would be empty.
std::vector<Rect> tiles_of(const TileGrid& grid, int width, int height);

/// Returns the pixels inside `box`, which must lie in the image (std::invalid_argument).
Image cut_out(const Image& image, const Rect& box);

}  // namespace resnext
