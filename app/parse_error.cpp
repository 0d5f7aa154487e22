// SPDX-License-Identifier: Apache-2.0
#include "app/parse_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <regex>
#include <sstream>
#include <string_view>
#include <utility>

#include "app/command_names.h"
#include "app/standard_error.h"
#include "base/text/nearest_names.h"
#include "output/format_names.h"

namespace resnext {
namespace {

/// Returns the command other than `app` that has this option, or "".
std::string command_with(const CLI::App& app, const std::string& option) {
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::vector<std::string> names = option_names(*command);
    if (std::ranges::find(names, option) != names.end()) {
      return full_name(*command);
    }
  }
  return "";
}

std::string unknown_option(const CLI::App& app, const std::string& word) {
  const std::string option = word.substr(0, word.find('='));
  const CLI::App& command = named_command(app);
  std::string hint = did_you_mean(option, option_names(command));
  if (const std::string owner = command_with(app, option); hint.empty() && !owner.empty()) {
    hint = "; it belongs to `" + owner + "`";
  }
  return fmt::format("{}: there is no such option{}", option, hint);
}

std::string unknown_word(const CLI::App& app, const std::string& word) {
  const CLI::App& command = named_command(app);
  const std::vector<std::string> names = command_names(command);
  if (names.empty()) {
    return fmt::format("{}: one word too many for `{}`", word, full_name(command));
  }
  return fmt::format("{}: there is no such command; `{}` has {}{}", word, full_name(command),
                     in_words(names, "and"), did_you_mean(word, names));
}

/// Returns the first word that CLI11 could not place, or "".
std::string unplaced_word(const CLI::App& app) {
  for (const std::string& word : app.remaining(true)) {
    if (word != "--") {
      return word;
    }
  }
  return "";
}

/// Returns CLI11's message in the program's own words.
std::string reworded(const std::string& text) {
  static const std::pair<std::regex, const char*> kRules[] = {
      {std::regex("^(\\S+): Value (.*) not in range (\\S+) to (\\S+)$"),
       "$1: expected a number from $3 to $4, found $2"},
      {std::regex("^(\\S+): \\d+ required .* missing$"), "$1: the value is missing"},
      {std::regex("^(\\S+): At Most 1 required but received \\d+$"), "$1: given more than once"},
      {std::regex("^(\\S+) requires (\\S+)$"), "$1 goes with $2, which is missing"},
      {std::regex("^(\\S+) excludes (\\S+)$"), "$1 and $2 exclude each other"},
      {std::regex("^([a-z]\\S*) is required$"), "the argument $1 is missing"},
      {std::regex("^(\\S+) is required$"), "$1 is missing"},
      {std::regex("^(\\S+): (.*) unit not recognized[\\s\\S]*"),
       "$1: expected a number of bytes, or of kB, MB or GB; $2 is no unit"},
      {std::regex("^Could not convert: (\\S+) = (.*)$"), "$1: expected a number, found $2"},
  };
  for (const auto& [pattern, words] : kRules) {
    if (std::regex_match(text, pattern)) {
      return std::regex_replace(text, pattern, words);
    }
  }
  return text;
}

std::string refusal(const CLI::App& app, const CLI::ParseError& error) {
  const std::string word = unplaced_word(app);
  const bool needs_command =
      !command_names(named_command(app)).empty() && &named_command(app) != &app;
  if (word.starts_with('-')) {  // whatever else is wrong may follow from it
    return unknown_option(app, word);
  }
  const bool is_extra = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  if (!word.empty() && (is_extra || needs_command)) {
    return unknown_word(app, word);
  }
  if (needs_command) {
    return fmt::format("`{}` needs a command: {}", full_name(named_command(app)),
                       in_words(command_names(named_command(app)), "or"));
  }
  return reworded(error.what());
}

}  // namespace

ExitCode print_parse_error(const CLI::App& app, const CLI::ParseError& error,
                           const std::string& mistyped) {
  if (error.get_exit_code() == 0) {
    std::ostringstream help;
    app.exit(error, help, help);
    std::cout << help.str() << std::flush;
    return ExitCode::kSuccess;
  }
  const std::string said = mistyped.empty() ? refusal(app, error) : mistyped;
  StandardError().write(
      fmt::format("resnext-classify: {}\nTry: {} --help\n", said, full_name(named_command(app))));
  return ExitCode::kUsage;
}

}  // namespace resnext
