#pragma once

#include <string>
#include <vector>

namespace resnext {

enum class Separator { kComma, kTab };

/// A row with its end: RFC 4180's for commas (CR LF; cells with a comma, a quote or a line break
/// are quoted); for tabs LF, and tab, line feed, carriage return and backslash as \t, \n, \r, \\.
std::string csv_line(const std::vector<std::string>& cells, Separator separator);

/// True for what a spreadsheet would run: text that begins with =, +, -, @, a tab or a return.
bool looks_like_formula(const std::string& text);

/// The text as valid UTF-8, with an apostrophe in front of what looks_like_formula.
std::string harmless_cell(const std::string& text);

}  // namespace resnext
