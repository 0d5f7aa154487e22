// SPDX-License-Identifier: Apache-2.0
#include "commands/tile_request.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "output/format_names.h"

namespace resnext {
namespace {

constexpr const char* kKey = "tiles=";

std::string in_words(const std::optional<TileGrid>& grid) {
  return grid ? fmt::format("--tiles {}x{}{}", grid->columns, grid->rows,
                            grid->overlap ? " --tile-overlap" : "")
              : "no --tiles";
}

}  // namespace

std::optional<TileGrid> tile_grid(const TileRequest& request) {
  if (request.grid.empty()) {
    return std::nullopt;
  }
  TileGrid grid = parse_tile_grid(request.grid);
  grid.overlap = request.overlap;
  return grid;
}

void check_tiles(const TileRequest& request, Augmentation augmentation, bool fast_decode,
                 const std::string& dump_input) {
  if (!tile_grid(request)) {
    return;
  }
  const auto refuse = [&request](const std::string& option, const char* why) {
    throw UsageError(
        fmt::format("--tiles {} and {}: {}; leave out one of the two", request.grid, option, why));
  };
  if (augmentation != Augmentation::kNone) {
    refuse("--tta " + to_string(augmentation), "a tile has one view");
  }
  if (fast_decode) {
    refuse("--fast-decode", "tiles need the photo's pixels");
  }
  if (!dump_input.empty()) {
    refuse("--dump-input " + dump_input, "the dump holds the input of a whole image");
  }
}

void check_tile_format(const TileRequest& request, const ReportFormat& format) {
  if (!request.grid.empty() && !format.can_hold_tiles) {
    throw UsageError(fmt::format(
        "--tiles goes with {}, not with {}",
        resnext::in_words(format_names(report_formats(), &ReportFormat::can_hold_tiles), "and"),
        format.name));
  }
}

void add_tile_setting(std::vector<std::string>& more, const std::optional<TileGrid>& grid) {
  if (grid) {
    // Before the maps' setting: cam_run_option leaves that at the end.
    const auto maps = std::ranges::find_if(
        more, [](const std::string& setting) { return setting.starts_with("cam="); });
    more.insert(maps, kKey + to_string(*grid));
  }
}

RunOption tile_run_option(const std::optional<TileGrid>& now) {
  constexpr int kMostTried = 8;
  std::vector<std::optional<TileGrid>> grids = {std::nullopt};
  for (int columns = 1; columns <= kMostTried; ++columns) {
    for (int rows = 1; rows <= kMostTried; ++rows) {
      grids.push_back(TileGrid{columns, rows, false});
      grids.push_back(TileGrid{columns, rows, true});
    }
  }
  RunOption option;
  for (const std::optional<TileGrid>& grid : grids) {
    if (grid != now) {
      option.push_back({fmt::format("{} (now {})", in_words(grid), now ? in_words(now) : "without"),
                        [grid](RunVariant& run) {
                          std::erase_if(run.settings.more, [](const std::string& setting) {
                            return setting.starts_with(kKey);
                          });
                          add_tile_setting(run.settings.more, grid);
                        }});
    }
  }
  return option;
}

}  // namespace resnext
