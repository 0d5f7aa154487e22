// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command_io.h"

// One line of a terminal that is drawn again and again.
namespace resnext {

/// Draws on a console that is a terminal. Clears the line when destroyed.
class StatusLine {
 public:
  /// `console` must outlive the line.
  explicit StatusLine(Console& console) : console_(&console) {}
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  /// Replaces the line by `text`, which has at most Console::width columns and no line feed.
  void draw(const std::string& text);
  void clear();

 private:
  Console* console_;
  bool drawn_ = false;
};

}  // namespace resnext
