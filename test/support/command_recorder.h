// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command_io.h"

// What a command is given in place of standard error and of signals.
namespace resnext {

/// Keeps what a command says.
class RecordedConsole : public Console {
 public:
  explicit RecordedConsole(bool terminal = false) : terminal_(terminal) {}
  bool is_terminal() const override { return terminal_; }
  std::size_t width() const override { return 79; }
  void write(std::string_view text) override { text_ += text; }
  void redraw(std::string_view text) override { text_ += "\r\x1b[K" + std::string(text); }

  const std::string& text() const { return text_; }

 private:
  bool terminal_;
  std::string text_;
};

/// An interruption that comes, if a test wants one, as soon as the command catches it.
class TestInterruption : public Interruption {
 public:
  void catch_requests() override {
    catching_ = true;
    if (wanted_) {
      flag_.raise();
    }
  }
  bool is_requested() const override { return catching_ && wanted_; }
  StopFlag& stop_flag() override { return flag_; }

  void request() { wanted_ = true; }
  bool is_catching() const { return catching_; }

 private:
  StopFlag flag_;
  bool wanted_ = false;
  bool catching_ = false;
};

/// A console, an interruption, and both as a command takes them.
struct CommandRecorder {
  explicit CommandRecorder(bool terminal = false) : console(terminal) {}

  RecordedConsole console;
  TestInterruption interruption;
  CommandIo io = {console, interruption};
};

}  // namespace resnext
