// SPDX-License-Identifier: Apache-2.0
#include "app/documentation/man_page.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include <fmt/format.h>

#include "app/help/help_text.h"
#include "app/help/manual.h"
#include "app/help/wrapped_text.h"

namespace resnext {
namespace {

/// Returns text for roff: no character of it is a command.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    switch (letter) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '~':
        result += "\\(ti";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '`':
        result += "\\(ga";
        break;
      case '.':  // begins a macro at the beginning of a line
        result += result.empty() || result.ends_with(' ') ? "\\&." : ".";
        break;
      default:
        result += letter;
    }
  }
  return result;
}

/// Returns a paragraph in lines that roff takes for one.
std::string paragraph_text(std::string_view text) { return wrapped(escaped(text), 0, 0); }

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

/// Words in lower case are typed as they are; others stand for something.
std::string value_text(const std::string& value) {
  std::string text;
  for (const std::string& word : CLI::detail::split(value, '|')) {
    const bool literal =
        std::ranges::none_of(word, [](unsigned char letter) { return std::isupper(letter) != 0; });
    text += (text.empty() ? "" : "|") + (literal ? bold(word) : italic(word));
  }
  return text;
}

std::string heading_text(const OptionFacts& option) {
  if (option.is_positional()) {
    return value_text(option.value) + (option.repeated ? "..." : "");
  }
  std::string text;
  for (const std::string& name : option.names) {
    text += (text.empty() ? "" : ", ") + bold(name);
  }
  return option.value.empty() ? text : text + " " + value_text(option.value);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

/// Returns a description as sentences, with what else holds for the option.
std::string description_text(const OptionFacts& option) {
  std::string text = option.description + ".";
  const auto add = [&text](const char* what, const std::string& value) {
    if (!value.empty()) {
      text += fmt::format(" {} {}.", what, value);
    }
  };
  add("Required", option.required ? "always" : "");
  add("Default:", option.default_value);
  add("From", option.range);
  add("Only with", joined(option.needs));
  add("Not with", joined(option.excludes));
  return paragraph_text(text);
}

std::string name_section(const CommandFacts& command) {
  std::string summary = command.summary;
  summary.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(summary.front())));
  if (summary.starts_with("jSON")) {
    summary.front() = 'J';
  }
  return ".SH NAME\n" + escaped(page_name(command)) + " \\- " + escaped(summary) + "\n";
}

std::string synopsis_section(const CommandFacts& command) {
  std::string text = ".SH SYNOPSIS\n";
  const std::string name = command.full_name();
  bool first = true;
  for (const std::string& line : usage_lines(command)) {
    text += (first ? "" : ".br\n") + bold(name) + escaped(line.substr(name.size())) + "\n";
    first = false;
  }
  return text;
}

std::string paragraphs(const std::vector<const char*>& texts) {
  std::string text;
  for (const std::string_view paragraph : texts) {
    const std::size_t tab = paragraph.find('\t');
    if (tab != std::string_view::npos) {
      text += ".TP\n" + bold(paragraph.substr(0, tab)) + "\n" +
              paragraph_text(paragraph.substr(tab + 1));
    } else {
      text += (text.empty() ? "" : ".PP\n") + paragraph_text(paragraph);
    }
  }
  return text;
}

std::string commands_section(const CommandFacts& command) {
  std::string text = command.commands.empty() ? "" : ".SH COMMANDS\n";
  for (const CommandFacts& below : command.commands) {
    text += ".TP\n" + bold(below.path.back()) + "\n" + escaped(below.summary) + ": see\n.BR " +
            escaped(page_name(below)) + " (1).\n";
  }
  return text;
}

std::string options_section(const CommandFacts& command) {
  std::string text = ".SH OPTIONS\n";
  for (const std::string& group : option_groups(command)) {
    text += ".SS " + escaped(group == "Options" ? "Other options" : group) + "\n";
    for (const OptionFacts& option : command.options) {
      if (option.group == group) {
        text += ".TP\n" + heading_text(option) + "\n" + description_text(option);
      }
    }
  }
  return text;
}

std::string examples_section(const ManualPage& page) {
  std::string text = page.examples.empty() ? "" : ".SH EXAMPLES\n";
  for (const ManualExample& example : page.examples) {
    std::string meaning = example.meaning;
    meaning.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(meaning.front())));
    text += (text.ends_with("EXAMPLES\n") ? "" : ".PP\n") + escaped(meaning) +
            ":\n.PP\n.in +4n\n.EX\n" + escaped(example.command) + "\n.EE\n.in\n";
  }
  return text;
}

std::string see_also_section(const CommandFacts& command, const CommandFacts* parent) {
  std::vector<std::string> names;
  if (parent != nullptr) {
    names.push_back(page_name(*parent));
  }
  for (const CommandFacts& below : command.commands) {
    names.push_back(page_name(below));
  }
  std::ranges::sort(names);
  std::string text = names.empty() ? "" : ".SH SEE ALSO\n";
  for (const std::string& name : names) {
    text += ".BR " + escaped(name) + (name == names.back() ? " (1)\n" : " (1),\n");
  }
  return text;
}

}  // namespace

std::string page_name(const CommandFacts& command) {
  std::string name = command.full_name();
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string man_page(const CommandFacts& command, const CommandFacts* parent,
                     const std::string& date, const std::string& version) {
  const ManualPage& manual = manual_page(command.path);
  std::string title = page_name(command);
  std::ranges::transform(title, title.begin(), [](unsigned char letter) {
    return static_cast<char>(std::toupper(letter));
  });
  std::string text = fmt::format(".TH {} 1 {} \"resnext\\-classify {}\" \"User Commands\"\n",
                                 escaped(title), date, version);
  text += name_section(command) + synopsis_section(command) + ".SH DESCRIPTION\n" +
          (manual.description.empty() ? escaped(command.summary) + ".\n"
                                      : paragraphs(manual.description)) +
          commands_section(command) + options_section(command);
  for (const ManualSection& section : manual.sections) {
    text += std::string(".SH ") + section.title + "\n" + paragraphs(section.paragraphs);
  }
  return text + examples_section(manual) + see_also_section(command, parent);
}

}  // namespace resnext
