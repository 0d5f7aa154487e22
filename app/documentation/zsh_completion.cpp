// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <fmt/format.h>

#include "app/documentation/completions.h"

namespace resnext {
namespace {

constexpr const char* kHead = R"zsh(#compdef resnext-classify
# zsh completion for resnext-classify; generated, don't edit

_resnext_classify_models() {{
  local -a models=({})
  _alternative "models:model:($models)" 'files:file:_files'
}}

)zsh";

/// Escapes what _arguments would take for the end of a description or a message.
std::string plain(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') {
      result += '\\';
    }
    result += letter;
  }
  return result;
}

std::string function_of(const CommandFacts& command) {
  std::string name = "_resnext_classify";
  for (const std::string& word : command.path) {
    name += "_command_" + word;
  }
  return name;
}

/// Returns the name of the function for an option whose value is a word or a file.
std::string words_or_files(const OptionFacts& option) {
  return "_resnext_classify_value_" + option.names.back().substr(2);
}

/// Returns these functions, once each.
std::string value_functions(const CommandFacts& program) {
  std::map<std::string, std::string> functions;
  for (const CommandFacts* const command : all_commands(program)) {
    for (const OptionFacts& option : command->options) {
      if (option.kind == ValueKind::kFile && !option.choices.empty() && !option.is_positional()) {
        functions[words_or_files(option)] = words(option.choices);
      }
    }
  }
  std::string text;
  for (const auto& [name, choices] : functions) {
    text += fmt::format("{}() {{\n  _alternative 'words:word:({})' 'files:file:_files'\n}}\n\n",
                        name, choices);
  }
  return text;
}

/// Returns the action that completes a value.
std::string action(const OptionFacts& option) {
  if (option.takes_model) {
    return "_resnext_classify_models";
  }
  const std::string choices = words(option.choices);
  switch (option.kind) {
    case ValueKind::kFile:
      return choices.empty() ? "_files" : words_or_files(option);
    case ValueKind::kFolder:
      return "_files -/";
    default:
      return choices.empty() ? " " : "(" + choices + ")";
  }
}

std::string option_spec(const OptionFacts& option) {
  const std::string value =
      option.kind == ValueKind::kNone ? "" : ":" + plain(option.value) + ":" + action(option);
  std::string spec;
  for (const std::string& name : option.names) {
    const bool takes_equals = name.starts_with("--") && option.kind != ValueKind::kNone;
    spec += "    " +
            shell_quoted("(" + words(option.names) + ")" + name + (takes_equals ? "=" : "") + "[" +
                         plain(option.description) + "]" + value) +
            " \\\n";
  }
  return spec;
}

std::string commands_function(const CommandFacts& command) {
  std::string text = function_of(command) + "_commands() {\n  local -a commands=(\n";
  for (const CommandFacts& below : command.commands) {
    text += "    " + shell_quoted(below.path.back() + ":" + plain(below.summary)) + "\n";
  }
  return text + "  )\n  _describe -t commands command commands\n}\n\n";
}

/// Returns the function for the first word where files may stand in a command's place.
std::string first_function(const CommandFacts& command) {
  return fmt::format(
      "{0}_first() {{\n  _alternative commands:command:{0}_commands files:file:_files\n}}\n\n",
      function_of(command));
}

/// Returns what completes the words after the first one, which may be a command.
std::string dispatch(const CommandFacts& command, const std::string& otherwise) {
  std::string text = "  [[ $state == rest ]] || return ret\n  case $words[1] in\n";
  for (const CommandFacts& below : command.commands) {
    text += fmt::format("    {}) {} && ret=0 ;;\n", below.path.back(), function_of(below));
  }
  text += otherwise.empty() ? "" : fmt::format("    *) {} && ret=0 ;;\n", otherwise);
  return text + "  esac\n  return ret\n";
}

/// Returns the specifications of a command's options, and those of its positionals.
std::string option_specs(const CommandFacts& command) {
  std::string specs;
  for (const OptionFacts& option : command.options) {
    specs += option.is_positional() ? "" : option_spec(option);
  }
  return specs;
}

std::string positional_specs(const CommandFacts& command) {
  std::string specs;
  for (const OptionFacts& option : command.options) {
    if (option.is_positional()) {
      specs += "    " +
               shell_quoted((option.repeated ? "*:" : ":") + plain(option.value) + ":" +
                            action(option)) +
               " \\\n";
    }
  }
  return specs;
}

/// Returns a function for options and positionals alone.
std::string plain_function(const std::string& name, const CommandFacts& command) {
  const std::string specs = option_specs(command) + positional_specs(command);
  return name + "() {\n  _arguments -s -S : \\\n" + specs.substr(0, specs.size() - 3) + "\n}\n\n";
}

std::string command_function(const CommandFacts& command) {
  const std::string name = function_of(command);
  if (command.commands.empty()) {
    return plain_function(name, command);
  }
  const bool takes_files = !positional_specs(command).empty();
  const std::string files = takes_files ? name + "_files" : "";
  return commands_function(command) +
         (takes_files ? first_function(command) + plain_function(files, command) : "") + name +
         "() {\n  local curcontext=$curcontext state state_descr line ret=1\n"
         "  typeset -A opt_args\n  _arguments -C -s -S : \\\n" +
         option_specs(command) + "    " +
         shell_quoted(std::string("1:") + (takes_files ? "path or command" : "command") + ":" +
                      name + (takes_files ? "_first" : "_commands")) +
         " \\\n    '*::argument:->rest' && ret=0\n" + dispatch(command, files) + "}\n\n";
}

}  // namespace

std::string zsh_completion(const CommandFacts& program, const std::vector<std::string>& models) {
  std::string text = fmt::format(kHead, words(models)) + value_functions(program);
  for (const CommandFacts* const command : all_commands(program)) {
    text += command_function(*command);
  }
  return text + "_resnext_classify \"$@\"\n";
}

}  // namespace resnext
