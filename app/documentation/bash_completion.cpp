// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/documentation/completions.h"

namespace resnext {
namespace {

constexpr const char* kHead = R"(# bash completion for resnext-classify; generated, don't edit

_resnext_classify_models='{models}'

# Prints the command among the words before the cursor, such as "weights fetch".
_resnext_classify_command() {{
  local i word command=
  for ((i = 1; i < cword; i++)); do
    word=${{words[i]}}
    case $word in
      --) return ;;
      {with_value}) ((i++)) ;;
      -*) ;;
      *)
        case "${{command:+$command }}$word" in
          {commands}) command=${{command:+$command }}$word ;;
          *) break ;;
        esac
        ;;
    esac
  done
  printf '%s' "$command"
}}

_resnext_classify() {{
  local cur prev words cword split command options= commands= positional= value=
  _init_completion -s || return
  command=$(_resnext_classify_command)
  case $command in
)";

constexpr const char* kTail = R"(  esac
  if [[ " ${words[*]:1:cword-1} " == *" -- "* ]]; then
    _filedir
    return
  fi
  case $value in
    '') ;;
    none) return ;;
    files) _filedir; return ;;
    folders) _filedir -d; return ;;
    model)
      COMPREPLY=($(compgen -W "$_resnext_classify_models" -- "$cur"))
      _filedir
      return
      ;;
    files+*)
      COMPREPLY=($(compgen -W "${value#files+}" -- "$cur"))
      _filedir
      return
      ;;
    *) COMPREPLY=($(compgen -W "$value" -- "$cur")); return ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  fi
  COMPREPLY=($(compgen -W "$commands" -- "$cur"))
  case $positional in
    files) _filedir ;;
    model)
      COMPREPLY+=($(compgen -W "$_resnext_classify_models" -- "$cur"))
      _filedir
      ;;
  esac
} &&
  complete -F _resnext_classify resnext-classify
)";

/// Returns the word that kTail knows for what may follow the option.
std::string value_word(const OptionFacts& option) {
  if (option.takes_model) {
    return "model";
  }
  switch (option.kind) {
    case ValueKind::kFile:
      return option.choices.empty() ? "files" : "files+" + words(option.choices);
    case ValueKind::kFolder:
      return "folders";
    default:
      return option.choices.empty() ? "none" : words(option.choices);
  }
}

std::string joined(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, " | "));
}

std::string command_case(const CommandFacts& command) {
  std::vector<std::string> options;
  std::string values;
  std::string positional;
  for (const OptionFacts& option : command.options) {
    if (option.is_positional()) {
      positional = positional.empty() ? value_word(option) : positional;
      continue;
    }
    options.insert(options.end(), option.names.begin(), option.names.end());
    if (option.kind != ValueKind::kNone) {
      values += fmt::format("        {}) value={} ;;\n", joined(option.names),
                            shell_quoted(value_word(option)));
    }
  }
  std::vector<std::string> below;
  for (const CommandFacts& next : command.commands) {
    below.push_back(next.path.back());
  }
  std::string text = fmt::format("    {})\n      options={}\n", shell_quoted(words(command.path)),
                                 shell_quoted(words(options)));
  text += below.empty() ? "" : fmt::format("      commands={}\n", shell_quoted(words(below)));
  text += positional.empty() ? "" : fmt::format("      positional={}\n", shell_quoted(positional));
  text += values.empty() ? "" : fmt::format("      case $prev in\n{}      esac\n", values);
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion(const CommandFacts& program, const std::vector<std::string>& models) {
  std::vector<std::string> paths;
  for (const CommandFacts* const command : all_commands(program)) {
    if (!command->path.empty()) {
      paths.push_back(shell_quoted(words(command->path)));
    }
  }
  std::string text = fmt::format(kHead, fmt::arg("models", words(models)),
                                 fmt::arg("with_value", joined(options_with_value(program))),
                                 fmt::arg("commands", joined(paths)));
  for (const CommandFacts* const command : all_commands(program)) {
    text += command_case(*command);
  }
  return text + kTail;
}

}  // namespace resnext
