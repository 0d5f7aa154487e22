// SPDX-License-Identifier: Apache-2.0
#include "images/resize/tile_grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <stdexcept>

#include "base/error.h"

namespace resnext {
namespace {

/// A tile's extent along one side of the image.
struct Extent {
  int begin = 0;
  int size = 0;
};

std::vector<Extent> extents(int pixels, int parts, bool overlap) {
  const int steps = overlap ? 2 : 1;  // of a tile
  const int all = parts * steps;
  const auto at = [&](int step) {
    return static_cast<int>(static_cast<std::int64_t>(pixels) * step / all);
  };
  std::vector<Extent> found;
  for (int step = 0; step + steps <= all; ++step) {
    found.push_back({at(step), at(step + steps) - at(step)});
  }
  return found;
}

}  // namespace

TileGrid parse_tile_grid(std::string_view text) {
  TileGrid grid;
  const char* const end = text.data() + text.size();
  const auto columns = std::from_chars(text.data(), end, grid.columns);
  bool valid = columns.ec == std::errc() && columns.ptr != end && *columns.ptr == 'x';
  if (valid) {
    const auto rows = std::from_chars(columns.ptr + 1, end, grid.rows);
    valid = rows.ec == std::errc() && rows.ptr == end;
  }
  const auto is_in_range = [](int number) { return number >= 1 && number <= kMostTileColumns; };
  if (!valid || !is_in_range(grid.columns) || !is_in_range(grid.rows)) {
    throw UsageError(
        fmt::format("--tiles {}: expected columns x rows, each from 1 to {}, such as 4x3", text,
                    kMostTileColumns));
  }
  return grid;
}

std::string to_string(const TileGrid& grid) {
  return fmt::format("{}x{}{}", grid.columns, grid.rows, grid.overlap ? ",overlap" : "");
}

std::vector<Rect> tiles_of(const TileGrid& grid, int width, int height) {
  const std::vector<Extent> across = extents(width, grid.columns, grid.overlap);
  std::vector<Rect> tiles;
  for (const Extent& down : extents(height, grid.rows, grid.overlap)) {
    for (const Extent& extent : across) {
      tiles.push_back({extent.begin, down.begin, extent.size, down.size});
    }
  }
  if (std::ranges::any_of(tiles,
                          [](const Rect& tile) { return tile.width == 0 || tile.height == 0; })) {
    throw ImageError(ImageErrorCode::kUnsupported,
                     fmt::format("the image of {} x {} pixels is too small for {} x {} tiles",
                                 width, height, grid.columns, grid.rows));
  }
  return tiles;
}

Image cut_out(const Image& image, const Rect& box) {
  if (box.left < 0 || box.top < 0 || box.width < 0 || box.height < 0 ||
      box.width > image.width - box.left || box.height > image.height - box.top) {
    throw std::invalid_argument(
        fmt::format("cut_out: {} x {} pixels at {}, {} of an image of {} x {}", box.width,
                    box.height, box.left, box.top, image.width, image.height));
  }
  Image part{box.width, box.height, {}};
  const auto row_bytes = static_cast<std::size_t>(box.width) * 3;
  part.rgb.reserve(row_bytes * static_cast<std::size_t>(box.height));
  for (int y = box.top; y < box.top + box.height; ++y) {
    const std::size_t begin = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                               static_cast<std::size_t>(box.left)) *
                              3;
    const std::uint8_t* const row = image.rgb.data() + begin;
    part.rgb.insert(part.rgb.end(), row, row + row_bytes);
  }
  return part;
}

}  // namespace resnext
