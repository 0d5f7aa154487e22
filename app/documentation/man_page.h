// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/help/command_facts.h"

// Writes man pages.
namespace resnext {

/// Returns the name of a command's page: "resnext-classify-weights-fetch".
std::string page_name(const CommandFacts& command);

/// Returns the page of a command, in man(7)'s macros. `parent`: the command above it, or nullptr;
/// `date`: "2024-02-29"; `version`: the program's.
std::string man_page(const CommandFacts& command, const CommandFacts* parent,
                     const std::string& date, const std::string& version);

}  // namespace resnext
