#pragma once

#include <CLI/CLI.hpp>

namespace resnext {

/// Declares -b; 0: the command chooses.
void add_batch_size_option(CLI::App& app, int& batch_size);

/// Declares -t; 0: as many as the process may use.
void add_threads_option(CLI::App& app, int& threads);

/// Declares -q and -v, which exclude each other.
void add_verbosity_options(CLI::App& app, bool& quiet, bool& verbose);

}  // namespace resnext
