#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "app/exit_code.h"
#include "base/dtype.h"

namespace resnext {

/// What the command line says of `weights list`, `verify` and `convert`.
struct WeightsListCommand {
  bool json = false;
};

struct WeightsVerifyCommand {
  std::string target;  ///< a file, a folder, or a model
  std::string model;   ///< what a file should fit; empty: found out
  bool json = false;
  bool quiet = false;
};

struct WeightsConvertCommand {
  std::string input;  ///< a file, a folder, or a model
  std::string output;
  std::optional<DType> dtype;
  bool allow_overflow = false;
  bool force = false;
  bool quiet = false;
};

void add_weights_list_options(CLI::App& app, WeightsListCommand& command);
void add_weights_verify_options(CLI::App& app, WeightsVerifyCommand& command);
void add_weights_convert_options(CLI::App& app, WeightsConvertCommand& command);

/// These throw the library's errors.
ExitCode run_weights_list(const WeightsListCommand& command);
ExitCode run_weights_verify(const WeightsVerifyCommand& command);
ExitCode run_weights_convert(const WeightsConvertCommand& command);

}  // namespace resnext
