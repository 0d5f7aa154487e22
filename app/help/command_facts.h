// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

// What the declarations of commands and options say, as plain data: help, man pages and completions
// are made from it.
namespace resnext {

/// What the value of an option or of a positional argument is.
enum class ValueKind {
  kNone,    ///< a flag
  kFile,    ///< FILE, PATH
  kFolder,  ///< DIR
  kOther,   ///< a number, a name
};

/// An option, or a positional argument.
struct OptionFacts {
  std::vector<std::string> names;  ///< with dashes, the short one first; empty for a positional
  std::string value;               ///< as help shows it: "FILE", "auto|onednn"; empty for a flag
  ValueKind kind = ValueKind::kNone;
  std::vector<std::string> choices;  ///< words of `value` that are meant literally
  bool takes_model = false;          ///< a model's name is a value
  std::string description;
  std::string default_value;  ///< empty if there is none, or the description says it
  std::string range;          ///< "1 to 4096"; empty if any number will do
  std::string group;          ///< the heading it stands under
  bool required = false;
  bool repeated = false;  ///< a positional that takes several values
  std::vector<std::string> needs;
  std::vector<std::string> excludes;

  bool is_positional() const { return names.empty(); }
};

/// A command, or the program itself.
struct CommandFacts {
  std::vector<std::string> path;  ///< {"weights", "fetch"}; empty for the program
  std::string summary;
  std::vector<OptionFacts> options;  ///< in the order of their declaration, positionals included
  std::vector<CommandFacts> commands;

  /// Returns how to call it: "resnext-classify weights fetch".
  std::string full_name() const;
};

/// Returns what a declared command and everything below it say. Throws std::logic_error if a choice
/// that an option shows is refused by the option's check.
CommandFacts facts_of(const CLI::App& app);

}  // namespace resnext
