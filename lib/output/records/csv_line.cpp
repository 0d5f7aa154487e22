// SPDX-License-Identifier: Apache-2.0
#include "output/records/csv_line.h"

#include "base/text/encoding.h"

namespace resnext {
namespace {

std::string quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) {
    return cell;
  }
  std::string text = "\"";
  for (const char letter : cell) {
    text += letter;
    if (letter == '"') {
      text += letter;
    }
  }
  return text + "\"";
}

std::string escaped(const std::string& cell) {
  std::string text;
  for (const char letter : cell) {
    switch (letter) {
      case '\t':
        text += "\\t";
        break;
      case '\n':
        text += "\\n";
        break;
      case '\r':
        text += "\\r";
        break;
      case '\\':
        text += "\\\\";
        break;
      default:
        text += letter;
    }
  }
  return text;
}

}  // namespace

bool looks_like_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string::npos;
}

std::string harmless_cell(const std::string& text) {
  const std::string valid = valid_utf8(text);
  return looks_like_formula(valid) ? "'" + valid : valid;
}

std::string csv_line(const std::vector<std::string>& cells, Separator separator) {
  const bool comma = separator == Separator::kComma;
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += (i == 0 ? "" : comma ? "," : "\t") + (comma ? quoted(cells[i]) : escaped(cells[i]));
  }
  return line + (comma ? "\r\n" : "\n");
}

}  // namespace resnext
