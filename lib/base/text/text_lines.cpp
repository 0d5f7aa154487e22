// SPDX-License-Identifier: Apache-2.0
#include "base/text/text_lines.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <utility>

#include "base/error.h"

namespace resnext {

std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  std::array<char, 4096> piece = {};
  // Not by istreambuf_iterator, which throws an error of reading without the file's name.
  while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return stream.eof() ? std::optional(std::move(text)) : std::nullopt;
}

std::vector<TextLine> read_text_lines(const std::filesystem::path& file,
                                      const std::string& expected) {
  std::ifstream stream(file, std::ios::binary);
  return read_text_lines(stream, file.string(), expected);
}

std::vector<TextLine> read_text_lines(std::istream& stream, const std::string& name,
                                      const std::string& expected) {
  std::vector<TextLine> lines;
  std::string text;
  while (std::getline(stream, text)) {
    if (lines.empty() && text.starts_with("\xEF\xBB\xBF")) {
      text.erase(0, 3);
    }
    if (text.ends_with('\r')) {
      text.pop_back();
    }
    lines.push_back({text, fmt::format("{}, line {}", name, lines.size() + 1)});
  }
  if (!stream.eof()) {
    throw UsageError(fmt::format("{}: can't be read; expected {}", name, expected));
  }
  return lines;
}

}  // namespace resnext
