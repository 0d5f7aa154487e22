// SPDX-License-Identifier: Apache-2.0
#include "app/help/command_facts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>
#include <stdexcept>

namespace resnext {
namespace {

constexpr const char* kProgram = "resnext-classify";

bool is_lower(const std::string& word) {
  return std::ranges::none_of(word, [](unsigned char c) { return std::isupper(c) != 0; });
}

/// Returns the value as help shows it: what the option says, or the short word for its type.
std::string shown_value(const std::string& type) {
  const std::string name = type.substr(0, type.find(':'));  // a check's description follows
  if (name == "INT" || name == "UINT") {
    return "N";
  }
  return name == "FLOAT" ? "X" : name;
}

/// Returns "1 to 9" for a type with a check such as "INT:INT in [1 - 9]" or "INT from 1 to 9".
std::string range_of(const std::string& type) {
  static const std::regex kRange(R"(.*(?:\[| from )(\S+) (?:-|to) ([^\s\]]+)\]?)");
  std::smatch found;
  return std::regex_match(type, found, kRange) ? found[1].str() + " to " + found[2].str() : "";
}

/// Splits "first|FILE" at its bars.
std::vector<std::string> alternatives(const std::string& value) {
  return CLI::detail::split(value, '|');
}

ValueKind kind_of(const std::vector<std::string>& words) {
  const auto has = [&words](const char* word) {
    return std::ranges::find(words, word) != words.end();
  };
  if (has("FILE") || has("PATH") || has("MODEL")) {
    return ValueKind::kFile;
  }
  return has("DIR") || has("MODELDIR") ? ValueKind::kFolder : ValueKind::kOther;
}

std::vector<std::string> names_of(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) {
    names.push_back("-" + name);
  }
  for (const std::string& name : option.get_lnames()) {
    names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> names_of(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* const option : options) {
    names.push_back(names_of(*option).back());
  }
  std::ranges::sort(names);
  return names;
}

/// Throws std::logic_error if one of the checks refuses a choice.
void require_accepted(CLI::Option& option, const std::vector<std::string>& choices) {
  for (const std::string& choice : choices) {
    for (int i = 0;; ++i) {
      const CLI::Validator* check = nullptr;
      try {
        check = option.get_validator(i);
      } catch (const CLI::OptionNotFound&) {
        break;
      }
      std::string value = choice;
      if (const std::string refusal = (*check)(value); !refusal.empty()) {
        throw std::logic_error(option.get_name() + " shows " + choice + ": " + refusal);
      }
    }
  }
}

OptionFacts facts_of(CLI::Option& option) {
  OptionFacts facts;
  if (!option.get_positional()) {
    facts.names = names_of(option);
  }
  if (option.get_items_expected_max() > 0) {
    const std::string type = option.get_type_name();
    facts.value = shown_value(type);
    const std::vector<std::string> words = alternatives(facts.value);
    facts.kind = kind_of(words);
    facts.takes_model = std::ranges::find(words, "MODEL") != words.end();
    std::ranges::copy_if(words, std::back_inserter(facts.choices), is_lower);
    facts.range = range_of(type);
    facts.default_value = option.get_default_str();
    require_accepted(option, facts.choices);
  }
  facts.description = option.get_description();
  facts.group = option.get_group();
  facts.required = option.get_required();
  facts.repeated = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  facts.needs = names_of(option.get_needs());
  facts.excludes = names_of(option.get_excludes());
  return facts;
}

}  // namespace

std::string CommandFacts::full_name() const {
  std::string name = kProgram;
  for (const std::string& word : path) {
    name += " " + word;
  }
  return name;
}

CommandFacts facts_of(const CLI::App& app) {
  CommandFacts facts;
  for (const CLI::App* command = &app; command->get_parent() != nullptr;
       command = command->get_parent()) {
    facts.path.insert(facts.path.begin(), command->get_name());
  }
  facts.summary = app.get_description();
  // CLI11 gives checks only of options that may be changed.
  for (CLI::Option* const option : const_cast<CLI::App&>(app).get_options()) {
    facts.options.push_back(facts_of(*option));
  }
  for (const CLI::App* const command : app.get_subcommands([](const CLI::App*) { return true; })) {
    facts.commands.push_back(facts_of(*command));
  }
  return facts;
}

}  // namespace resnext
