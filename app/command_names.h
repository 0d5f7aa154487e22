// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

// The names of commands and of their options, as declared.
namespace resnext {

/// Returns the names of the commands right under `app`.
std::vector<std::string> command_names(const CLI::App& app);

/// Returns the long names of an app's options, with their dashes.
std::vector<std::string> option_names(const CLI::App& app);

/// Returns the innermost command that the command line names, or `app` itself.
const CLI::App& named_command(const CLI::App& app);

/// Returns how to call a command: "resnext-classify weights fetch".
std::string full_name(const CLI::App& app);

/// Returns what is wrong with the first path of a classification if it is probably a mistyped
/// command: it is no file, it is a bare word, and a command has nearly that name. Otherwise returns
/// "".
std::string mistyped_command(const CLI::App& app, const std::vector<std::string>& paths);

}  // namespace resnext
