#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"

namespace resnext {

/// What the command line says of `models`.
struct ModelsCommand {
  std::string model;  ///< empty lists all
  bool json = false;
};

void add_models_options(CLI::App& app, ModelsCommand& command);

/// Lists the built-in models, or shows one. Throws ConfigError or OutputError.
ExitCode run_models(const ModelsCommand& command);

}  // namespace resnext
