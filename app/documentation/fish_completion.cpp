// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/documentation/completions.h"

namespace resnext {
namespace {

constexpr const char* kHead = R"(# fish completion for resnext-classify; generated, don't edit

function __resnext_classify_models
    printf '%s\n' {models}
end

# Succeeds if the words before the cursor name this command, such as "weights fetch".
function __resnext_classify_at
    set -l found
    set -l skip 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case --
                break
            case {with_value}
                set skip 1
            case '-*'
            case '*'
                if contains -- (string trim -- "$found $word") {commands}
                    set -a found $word
                else
                    break
                end
        end
    end
    test "$found" = "$argv[1]"
end

)";

std::string quoted_words(const std::vector<std::string>& parts) {
  std::vector<std::string> all;
  for (const std::string& part : parts) {
    all.push_back(shell_quoted(part, true));
  }
  return words(all);
}

/// Returns the arguments of `complete` that say what may follow.
std::string value_arguments(const OptionFacts& option) {
  if (option.takes_model) {
    return " -r -F -a '(__resnext_classify_models)'";
  }
  const std::string choices =
      option.choices.empty() ? "" : " -a " + shell_quoted(words(option.choices), true);
  switch (option.kind) {
    case ValueKind::kNone:
      return "";
    case ValueKind::kFile:
      return " -r -F" + choices;
    case ValueKind::kFolder:
      return " -x -a '(__fish_complete_directories (commandline -ct))'";
    default:
      return " -x" + choices;
  }
}

std::string complete_line(const CommandFacts& command, const std::string& rest) {
  return fmt::format(
      "complete -c resnext-classify -n {}{}\n",
      shell_quoted("__resnext_classify_at " + shell_quoted(words(command.path), true), true), rest);
}

std::string option_line(const CommandFacts& command, const OptionFacts& option) {
  std::string names;
  for (const std::string& name : option.names) {
    names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  return complete_line(
      command, names + value_arguments(option) + " -d " + shell_quoted(option.description, true));
}

/// Returns the lines of a command: its options, the commands below it, whether files may follow.
std::string command_lines(const CommandFacts& command) {
  std::string text;
  bool takes_files = false;
  for (const OptionFacts& option : command.options) {
    if (!option.is_positional()) {
      text += option_line(command, option);
      continue;
    }
    takes_files = takes_files || option.kind == ValueKind::kFile;
    if (option.takes_model) {
      text += complete_line(command, " -a '(__resnext_classify_models)' -d model");
    }
  }
  for (const CommandFacts& below : command.commands) {
    text += complete_line(command,
                          " -a " + below.path.back() + " -d " + shell_quoted(below.summary, true));
  }
  return takes_files ? text : complete_line(command, " -f") + text;
}

}  // namespace

std::string fish_completion(const CommandFacts& program, const std::vector<std::string>& models) {
  std::vector<std::string> paths;
  for (const CommandFacts* const command : all_commands(program)) {
    if (!command->path.empty()) {
      paths.push_back(words(command->path));
    }
  }
  std::string text = fmt::format(kHead, fmt::arg("models", quoted_words(models)),
                                 fmt::arg("with_value", quoted_words(options_with_value(program))),
                                 fmt::arg("commands", quoted_words(paths)));
  for (const CommandFacts* const command : all_commands(program)) {
    text += command_lines(*command);
  }
  return text;
}

}  // namespace resnext
