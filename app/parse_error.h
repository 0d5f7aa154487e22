// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"

// What the program says to a command line that CLI11 does not take.
namespace resnext {

/// Prints help, or the version, to the standard output, and what is wrong to standard error.
/// `mistyped` is what mistyped_command() says, or "".
ExitCode print_parse_error(const CLI::App& app, const CLI::ParseError& error,
                           const std::string& mistyped);

}  // namespace resnext
