// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commands/command_outcome.h"
#include "commands/image_request.h"
#include "commands/model_request.h"
#include "output/quantization_formats.h"

// The command `quantize`: makes a model of 8-bit integers.
namespace resnext {

struct QuantizeRequest {
  ModelRequest model;
  DecodeRequest decode;
  std::vector<std::string> images;  ///< folders, files and patterns
  std::string out;                  ///< folder to make
  int samples = 300;                ///< images to calibrate with, at most
  double max_loss = 10;             ///< relative error of the logits, percent
  const QuantizationFormat* format =
      nullptr;         ///< nullptr: by the extension of `report`, else table
  std::string report;  ///< file for the report; empty or "-": standard output
  bool force = false;  ///< replace a report that exists
  bool quiet = false;
};

/// Quantizes a model with images of the kind that it will see and writes a model folder. Throws the
/// library's errors, Cancelled if it is interrupted; then nothing is left of the folder.
CommandOutcome run_quantize(const QuantizeRequest& request, CommandIo& io);

}  // namespace resnext
