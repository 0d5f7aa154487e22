// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/help/command_facts.h"

// Writes completions for shells: options, their values, commands, models' names, files.
namespace resnext {

/// Returns a script for bash-completion's folder. `models`: names of models.
std::string bash_completion(const CommandFacts& program, const std::vector<std::string>& models);

/// Returns a function file for zsh's $fpath, _resnext-classify.
std::string zsh_completion(const CommandFacts& program, const std::vector<std::string>& models);

/// Returns a script for fish's folder of completions.
std::string fish_completion(const CommandFacts& program, const std::vector<std::string>& models);

/// Returns a command and all below it, each before those below it.
std::vector<const CommandFacts*> all_commands(const CommandFacts& program);

/// Returns the names of all options of all commands that take a value: what follows is no command.
std::vector<std::string> options_with_value(const CommandFacts& program);

/// Returns the words with blanks between them.
std::string words(const std::vector<std::string>& parts);

/// Returns `text` between single quotes, for a shell of Bourne's family or fish.
std::string shell_quoted(const std::string& text, bool fish = false);

}  // namespace resnext
