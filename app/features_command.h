#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "app/exit_code.h"
#include "app/input_options.h"
#include "app/model_option.h"
#include "inference/extract_features.h"
#include "output/feature_formats.h"

namespace resnext {

/// What the command line says of `features`.
struct FeaturesCommand {
  InputOptions input;
  ModelChoice model;
  std::string out;
  const FeatureFormat* format = nullptr;  ///< nullptr: by the file's extension
  std::optional<DType> dtype;
  FeatureOptions options;
  DecodeChoice decode;
  bool resume = false;
  bool retry_failed = false;
  int threads = 0;
  int batch_size = 0;  ///< 0: automatic
  bool quiet = false;
  bool verbose = false;
};

void add_features_options(CLI::App& app, FeaturesCommand& command);

/// Writes the images' features to a file. Throws the library's errors for what ends the run.
ExitCode run_features(const FeaturesCommand& command);

}  // namespace resnext
