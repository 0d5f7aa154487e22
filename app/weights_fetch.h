#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"

namespace resnext {

/// What the command line says of `weights fetch`.
struct WeightsFetchCommand {
  std::string model;
  std::string url;  ///< empty: RESNEXT_MIRROR or the published one
  bool force = false;
  bool quiet = false;
  int attempts = 6;
  double retry_delay = 1;  ///< seconds before the first retry
  int timeout = 60;        ///< seconds that a connection may stand still
};

void add_weights_fetch_options(CLI::App& app, WeightsFetchCommand& command);

/// Prints the licence and the progress on stderr, the file's path on stdout. Throws the library's
/// errors.
ExitCode run_weights_fetch(const WeightsFetchCommand& command);

}  // namespace resnext
