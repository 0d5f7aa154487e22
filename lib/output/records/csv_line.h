// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// Lines of CSV and TSV that spreadsheets read as text.
namespace resnext {

enum class Separator { kComma, kTab };

/// Returns a row with its line end. With commas it follows RFC 4180: CR LF; cells with a comma, a
/// quote or a line break are quoted. With tabs: LF; tab, line feed, carriage return and backslash
/// as \t, \n, \r, \\.
std::string csv_line(const std::vector<std::string>& cells, Separator separator);

/// Returns true for what a spreadsheet would run: text that begins with =, +, -, @, a tab or a
/// return.
bool looks_like_formula(const std::string& text);

/// Returns the text as valid UTF-8, with an apostrophe before what looks_like_formula.
std::string harmless_cell(const std::string& text);

}  // namespace resnext
