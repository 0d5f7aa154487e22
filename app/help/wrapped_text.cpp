// SPDX-License-Identifier: Apache-2.0
#include "app/help/wrapped_text.h"

#include <sstream>

namespace resnext {

std::string wrapped(const std::string& text, std::size_t begin, std::size_t indent,
                    std::size_t columns) {
  std::istringstream words(text);
  std::string lines;
  std::size_t column = begin;
  bool first = true;  // of its line
  for (std::string word; words >> word; first = false) {
    if (!first && column + 1 + word.size() > columns) {
      lines += "\n" + std::string(indent, ' ');
      column = indent;
      first = true;
    }
    lines += (first ? "" : " ") + word;
    column += word.size() + (first ? 0 : 1);
  }
  return lines + "\n";
}

std::string two_columns(const std::string& left, const std::string& right, std::size_t column) {
  std::string text = "  " + left;
  if (right.empty()) {
    return text + "\n";
  }
  if (text.size() + 2 > column) {
    text += "\n" + std::string(column, ' ');
  } else {
    text.resize(column, ' ');
  }
  return text + wrapped(right, column, column);
}

}  // namespace resnext
