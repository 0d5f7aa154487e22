// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command_outcome.h"
#include "commands/image_request.h"
#include "commands/model_request.h"
#include "inference/augmentation.h"
#include "output/evaluation_formats.h"

// The command `evaluate`: measures accuracy on labelled images.
namespace resnext {

struct EvaluateRequest {
  ModelRequest model;
  DecodeRequest decode;
  std::string data;     ///< folder of images
  std::string labels;   ///< list of paths and classes
  std::string synsets;  ///< what the numbers of `labels` mean
  std::string real;     ///< ReaL labels
  std::string classes;  ///< a list of the only classes to look at
  bool any_answer = false;
  bool renormalize = false;
  bool skip_unknown = false;
  const EvaluationFormat* format = nullptr;  ///< nullptr: by the extension of `output`, else table
  std::string output;                        ///< file for the report; empty or "-": standard output
  std::string records;                       ///< file for a JSON line an image, or "-"; empty: none
  std::string confusion;                     ///< file for the confusion matrix, or "-"; empty: none
  Augmentation augmentation = Augmentation::kNone;  ///< the views that the network sees
  int batch_size = 0;                               ///< 0: automatic
  bool force = false;                               ///< replace files that exist
  bool quiet = false;
};

/// Measures accuracy on labelled images and reports it. Throws the library's errors,
/// Cancelled if it is interrupted while the model is loaded.
CommandOutcome run_evaluate(const EvaluateRequest& request, CommandIo& io);

}  // namespace resnext
