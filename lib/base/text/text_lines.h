// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <vector>

// Reads text files that people write.
namespace resnext {

/// Returns the whole content of a file, or nothing if it can't be read to its end.
std::optional<std::string> read_text(const std::filesystem::path& file);

/// A line of a text file, and its place for messages.
struct TextLine {
  std::string text;   ///< without the line's end
  std::string where;  ///< "list.txt, line 3"
};

/// Returns all lines of a file, including empty ones, without a byte-order mark and carriage
/// returns. Throws UsageError, which says what was `expected` in the file, if it can't be read.
std::vector<TextLine> read_text_lines(const std::filesystem::path& file,
                                      const std::string& expected);

/// Does the same for a stream; `name` stands for the file in messages.
std::vector<TextLine> read_text_lines(std::istream& stream, const std::string& name,
                                      const std::string& expected);

}  // namespace resnext
