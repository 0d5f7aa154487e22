#pragma once

#include <cstddef>
#include <string>

namespace resnext {

/// One line on standard error that is drawn again and again. Only for a terminal; taken off at the
/// end of its life.
class StatusLine {
 public:
  StatusLine() = default;
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  /// `text`: at most width() columns, without a line's end.
  void draw(const std::string& text);
  void clear();

  /// Columns that can be drawn without a wrap; 79 where the terminal does not say.
  static std::size_t width();

 private:
  bool drawn_ = false;
};

}  // namespace resnext
