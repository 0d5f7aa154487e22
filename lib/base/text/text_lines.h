#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace resnext {

/// A line of a text file that people write, and where it stands, for errors.
struct TextLine {
  std::string text;   ///< without its end
  std::string where;  ///< "list.txt, line 3"
};

/// All lines of a file, empty ones too, without a byte-order mark and carriage returns. Throws
/// UsageError, which says what was `expected` in the file, if it can't be read.
std::vector<TextLine> read_text_lines(const std::filesystem::path& file,
                                      const std::string& expected);

}  // namespace resnext
