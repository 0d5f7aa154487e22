// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "commands/cam_request.h"
#include "commands/command_outcome.h"
#include "commands/image_request.h"
#include "commands/model_request.h"
#include "commands/report_request.h"
#include "commands/sort_request.h"
#include "commands/tile_request.h"
#include "inference/augmentation.h"

// The command without a name: classifies images.
namespace resnext {

struct ClassifyRequest {
  ImageRequest images;
  DecodeRequest decode;
  ModelRequest model;
  ReportRequest report;
  CamRequest cam;
  SortRequest sort;
  TileRequest tiles;
  std::string dump_input;  ///< a .npy file for the network's input; empty: none
  std::string output;      ///< a file; empty or "-": standard output
  std::string resume;      ///< the output to continue; empty: none
  bool force = false;      ///< replace files that exist
  bool retry_failed = false;
  Augmentation augmentation = Augmentation::kNone;  ///< the views that the network sees
  int batch_size = 0;                               ///< 0: automatic
  bool fail_fast = false;
  std::optional<std::uint64_t> max_errors;
  bool quiet = false;
  bool verbose = false;
};

/// Classifies and reports. Throws the library's errors for what ends the run.
CommandOutcome run_classify(const ClassifyRequest& request, CommandIo& io);

}  // namespace resnext
