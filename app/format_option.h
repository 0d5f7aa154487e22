// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/ranges.h>
#include <CLI/CLI.hpp>
#include <span>
#include <string>

#include "app/choice.h"
#include "output/format_names.h"

// The option --format, made from a table of formats.
namespace resnext {

/// Declares --format with the names and descriptions of `formats`; parsing sets `format`. Without
/// the option the command goes by the extension of the file that `output` names.
template <typename Format>
void add_format_option(CLI::App& app, const Format*& format, std::span<const Format> formats,
                       const std::string& output = "--output") {
  app.add_option_function<std::string>(
         "-f,--format",
         [&format, formats](const std::string& name) { format = find_format(formats, name); },
         format_help(formats) + "; default: by the extension of " + output + ", else " +
             formats.front().name)
      ->check(one_of(format_names(formats)))
      ->type_name(fmt::format("{}", fmt::join(format_names(formats), "|")));
}

}  // namespace resnext
