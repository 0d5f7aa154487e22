// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "app/documentation/completions.h"

namespace resnext {

std::vector<const CommandFacts*> all_commands(const CommandFacts& program) {
  std::vector<const CommandFacts*> commands = {&program};
  for (const CommandFacts& command : program.commands) {
    std::ranges::copy(all_commands(command), std::back_inserter(commands));
  }
  return commands;
}

std::vector<std::string> options_with_value(const CommandFacts& program) {
  std::vector<std::string> names;
  for (const CommandFacts* const command : all_commands(program)) {
    for (const OptionFacts& option : command->options) {
      if (option.kind != ValueKind::kNone) {
        std::ranges::copy(option.names, std::back_inserter(names));
      }
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string words(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : " ") + part;
  }
  return text;
}

std::string shell_quoted(const std::string& text, bool fish) {
  std::string result = "'";
  for (const char letter : text) {
    if (letter == '\'') {
      result += fish ? "\\'" : "'\\''";
    } else if (letter == '\\' && fish) {
      result += "\\\\";
    } else {
      result += letter;
    }
  }
  return result + "'";
}

}  // namespace resnext
