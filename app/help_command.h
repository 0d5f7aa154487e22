// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

// The command `help`: what --help prints, for those who don't know it yet.
namespace resnext {

struct HelpRequest {
  std::vector<std::string> command;  ///< such as {"weights", "fetch"}; empty: the program
};

void add_help_options(CLI::App& app, HelpRequest& request);

/// Prints the help of a command of `program` to standard output. Throws UsageError if there is none
/// of that name.
void run_help(const CLI::App& program, const HelpRequest& request);

}  // namespace resnext
