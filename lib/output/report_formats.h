// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "output/reporter.h"

// The formats that classification writes. A new one is a leaf with a Reporter, and a row in
// report_formats.cpp.
namespace resnext {

struct ReportFormat {
  const char* name;                ///< for --format
  const char* description = "";    ///< for --help, where the name doesn't say it all
  const char* extensions = "";     ///< of files that get it if no format is named: "html htm"
  bool can_hold_manifest = false;  ///< beside the results
  bool can_choose_fields = false;
  bool can_hold_tiles = false;    ///< ImageResult::tiles is written
  bool resumable = false;         ///< FinishedInputs can read what an earlier run wrote
  bool for_terminal = false;      ///< the default for one image on a terminal
  bool wants_thumbnails = false;  ///< ImageResult::thumbnail is shown
  std::unique_ptr<Reporter> (*make)(const ReportOptions& options, Output& output);
};

/// Returns all formats, the default first.
std::span<const ReportFormat> report_formats();

}  // namespace resnext
