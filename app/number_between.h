// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include <fmt/format.h>

// Checks numbers on the command line.
namespace resnext {

/// As CLI::Range, which lets "nan" through.
inline CLI::Validator number_between(double least, double most) {
  const std::string range = fmt::format("from {:g} to {:g}", least, most);
  return {[least, most, range](const std::string& text) -> std::string {
            double value = 0;
            const bool inside =
                CLI::detail::lexical_cast(text, value) && value >= least && value <= most;
            return inside ? "" : "expected a number " + range + ", found " + text;
          },
          "FLOAT " + range};
}

}  // namespace resnext
