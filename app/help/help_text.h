// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "app/help/command_facts.h"

// What --help prints.
namespace resnext {

/// Returns the help of one command in at most 79 columns: usage and examples first, then the
/// commands below it, then its options in groups.
std::string help_text(const CommandFacts& command);

/// Returns how a command is called: one line for each way. "resnext-classify models [OPTIONS]
/// [MODEL]".
std::vector<std::string> usage_lines(const CommandFacts& command);

/// Returns an option as help lists it: "-k, --top-k N"; a positional: "PATH...".
std::string option_heading(const OptionFacts& option);

/// Returns the groups of options in order: those of positionals and of named options as they were
/// declared, what belongs to no group last.
std::vector<std::string> option_groups(const CommandFacts& command);

/// Lets CLI11 print help_text().
class HelpFormatter : public CLI::FormatterBase {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
};

}  // namespace resnext
