#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>

#include "app/cam_options.h"
#include "app/exit_code.h"
#include "app/format_options.h"
#include "app/input_options.h"
#include "app/model_option.h"
#include "inference/classify.h"

namespace resnext {

/// What the command line says of a classification.
struct ClassifyCommand {
  InputOptions input;
  DecodeChoice decode;
  ModelChoice model;
  std::string output;
  std::string resume;  ///< the output, to be gone on with
  bool retry_failed = false;
  int threads = 0;     ///< 0: as many as the process may use
  int batch_size = 0;  ///< 0: automatic
  bool fail_fast = false;
  std::optional<std::uint64_t> max_errors;
  bool quiet = false;
  bool verbose = false;
  FormatOptions format;
  CamOptions cam;
  ClassifyOptions options;
};

/// True if the command line named an image, a model, weights or an output.
bool is_used(const ClassifyCommand& command);

/// Declares the options on `app`; parsing fills `command`.
void add_classify_options(CLI::App& app, ClassifyCommand& command);

/// Classifies and reports. Throws the library's errors for what ends the run.
ExitCode run_classify(const ClassifyCommand& command);

}  // namespace resnext
