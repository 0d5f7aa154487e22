// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "images/resize/tile_grid.h"
#include "inference/augmentation.h"
#include "inference/run_differences.h"
#include "output/report_formats.h"

// The tiles that a classification is asked to look at.
namespace resnext {

struct TileRequest {
  std::string grid;      ///< "COLUMNSxROWS"; empty: no tiles
  bool overlap = false;  ///< tiles at half steps as well
};

/// Returns the grid; nullopt without one. Throws UsageError as parse_tile_grid does.
std::optional<TileGrid> tile_grid(const TileRequest& request);

/// Throws UsageError for options that make no sense with tiles.
void check_tiles(const TileRequest& request, Augmentation augmentation, bool fast_decode,
                 const std::string& dump_input);

/// Throws UsageError if the results of tiles can't be written in a format.
void check_tile_format(const TileRequest& request, const ReportFormat& format);

/// Adds the setting that tells runs with other tiles apart to RunSettings::more; nothing without.
void add_tile_setting(std::vector<std::string>& more, const std::optional<TileGrid>& grid);

/// Returns what --tiles and --tile-overlap may have been in another run.
RunOption tile_run_option(const std::optional<TileGrid>& now);

}  // namespace resnext
