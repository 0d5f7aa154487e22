#pragma once

#include <CLI/CLI.hpp>

#include "app/exit_code.h"
#include "app/weights_fetch.h"
#include "app/weights_files.h"

namespace resnext {

/// What the command line says of `weights`.
struct WeightsCommand {
  WeightsListCommand list;
  WeightsFetchCommand fetch;
  WeightsVerifyCommand verify;
  WeightsConvertCommand convert;
};

void add_weights_options(CLI::App& app, WeightsCommand& command);

/// Runs the subcommand of `app` that was parsed. Throws the library's errors; Ctrl-C and SIGTERM
/// end it in order, with a line on stderr and their exit codes.
ExitCode run_weights(const CLI::App& app, const WeightsCommand& command);

}  // namespace resnext
