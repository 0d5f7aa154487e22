// SPDX-License-Identifier: Apache-2.0
#include "app/command_names.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/text/nearest_names.h"

namespace resnext {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_name().empty()) {  // a group of options has none
      names.push_back(command->get_name());
    }
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

const CLI::App& named_command(const CLI::App& app) {
  const std::vector<CLI::App*> commands = app.get_subcommands();
  return commands.empty() ? app : named_command(*commands.front());
}

std::string full_name(const CLI::App& app) {
  const CLI::App* const parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

std::string mistyped_command(const CLI::App& app, const std::vector<std::string>& paths) {
  if (paths.empty() || paths.front().find_first_of("/.") != std::string::npos) {
    return "";
  }
  const std::string& word = paths.front();
  const std::optional<std::string> likely = likely_name(word, command_names(app));
  std::error_code error;
  if (!likely || std::filesystem::exists(std::filesystem::symlink_status(word, error))) {
    return "";
  }
  return fmt::format("{}: there is no such file and no such command; did you mean the command {}?",
                     word, *likely);
}

}  // namespace resnext
