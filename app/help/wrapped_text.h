// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

// Breaks text into lines.
namespace resnext {

/// Lines of help have at most so many columns, so that none wraps on a terminal of 80.
inline constexpr std::size_t kHelpColumns = 79;

/// Returns the words of `text` in lines of at most `columns` columns, each after the first indented
/// by `indent` blanks; ends in a line feed. The first line begins at column `begin`. A word that is
/// too long has a line to itself.
std::string wrapped(const std::string& text, std::size_t begin, std::size_t indent,
                    std::size_t columns = kHelpColumns);

/// Returns a row of two columns: `left`, indented by two blanks, and `right`, wrapped from column
/// `column` on, on the next line if `left` reaches it.
std::string two_columns(const std::string& left, const std::string& right, std::size_t column);

}  // namespace resnext
