// SPDX-License-Identifier: Apache-2.0
#include "app/help_command.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/command_names.h"
#include "base/error.h"
#include "base/files/output.h"
#include "base/text/nearest_names.h"

namespace resnext {

void add_help_options(CLI::App& app, HelpRequest& request) {
  app.add_option("command", request.command, "The command, such as models or weights fetch")
      ->type_name("COMMAND");
}

void run_help(const CLI::App& program, const HelpRequest& request) {
  const CLI::App* command = &program;
  for (const std::string& word : request.command) {
    const std::vector<std::string> names = command_names(*command);
    if (std::ranges::find(names, word) == names.end()) {
      throw UsageError(fmt::format("help {}: `{}` has no such command{}", word, full_name(*command),
                                   did_you_mean(word, names)));
    }
    command = command->get_subcommand(word);
  }
  // App::help would print the help of the command that is running: `help`.
  Output::standard().write(command->get_formatter()->make_help(command, full_name(*command),
                                                               CLI::AppFormatMode::Normal));
}

}  // namespace resnext
