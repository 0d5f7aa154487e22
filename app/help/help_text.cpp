// SPDX-License-Identifier: Apache-2.0
#include "app/help/help_text.h"

#include <algorithm>

#include "app/help/manual.h"
#include "app/help/wrapped_text.h"

namespace resnext {
namespace {

constexpr const char* kNoGroup = "Options";  // CLI11's name for it
constexpr std::size_t kOptionColumn = 26;
constexpr std::size_t kCommandColumn = 14;

std::string usage_text(const CommandFacts& command) {
  std::string text;
  for (const std::string& line : usage_lines(command)) {
    text += (text.empty() ? "Usage: " : "       ") + wrapped(line, 7, 9);
  }
  return text;
}

std::string examples_text(const ManualPage& page) {
  std::string text = page.examples.empty() ? "" : "\nExamples:\n";
  for (const ManualExample& example : page.examples) {
    text += "  " + std::string(example.command) + "\n      " + wrapped(example.meaning, 6, 6);
  }
  return text;
}

std::string commands_text(const CommandFacts& command) {
  std::string text = command.commands.empty() ? "" : "\nCommands:\n";
  for (const CommandFacts& below : command.commands) {
    text += two_columns(below.path.back(), below.summary, kCommandColumn);
  }
  return text;
}

std::string option_text(const OptionFacts& option) {
  std::string description = option.description;
  if (!option.default_value.empty()) {
    description += " (default: " + option.default_value + ")";
  }
  return two_columns(option_heading(option) + (option.required ? " (required)" : ""), description,
                     kOptionColumn);
}

std::string options_text(const CommandFacts& command) {
  std::string text;
  for (const std::string& group : option_groups(command)) {
    text += "\n" + (group == kNoGroup ? "Other options" : group) + ":\n";
    for (const OptionFacts& option : command.options) {
      if (option.group == group) {
        text += option_text(option);
      }
    }
  }
  return text;
}

std::string manual_name(const CommandFacts& command) {
  std::string name = command.full_name();
  std::ranges::replace(name, ' ', '-');
  return name;
}

}  // namespace

std::vector<std::string> usage_lines(const CommandFacts& command) {
  std::string line = command.full_name();
  const bool only_commands = std::ranges::none_of(
      command.options, [](const OptionFacts& option) { return option.is_positional(); });
  if (!command.commands.empty() && only_commands) {
    return {line + " COMMAND ..."};
  }
  line += " [OPTIONS]";
  for (const OptionFacts& option : command.options) {
    if (option.is_positional()) {
      line += " " + (option.required || option.repeated ? option_heading(option)
                                                        : "[" + option_heading(option) + "]");
    } else if (option.required) {
      line += " " + option.names.back() + " " + option.value;
    }
  }
  std::vector<std::string> lines = {line};
  if (!command.commands.empty()) {
    lines.push_back(command.full_name() + " COMMAND ...");
  }
  return lines;
}

std::string option_heading(const OptionFacts& option) {
  if (option.is_positional()) {
    return option.value + (option.repeated ? "..." : "");
  }
  std::string heading;
  for (const std::string& name : option.names) {
    heading += (heading.empty() ? "" : ", ") + name;
  }
  return option.value.empty() ? heading : heading + " " + option.value;
}

std::vector<std::string> option_groups(const CommandFacts& command) {
  std::vector<std::string> groups;
  bool has_others = false;
  for (const OptionFacts& option : command.options) {
    if (option.group == kNoGroup) {
      has_others = true;
    } else if (!option.group.empty() && std::ranges::find(groups, option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  if (has_others) {
    groups.emplace_back(kNoGroup);
  }
  return groups;
}

std::string help_text(const CommandFacts& command) {
  return usage_text(command) + "\n" + wrapped(command.summary + ".", 0, 0) +
         examples_text(manual_page(command.path)) + commands_text(command) + options_text(command) +
         "\n" + wrapped("More: man " + manual_name(command), 0, 0);
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
  return help_text(facts_of(*app));
}

}  // namespace resnext
