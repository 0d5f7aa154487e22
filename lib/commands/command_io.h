// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "base/cancelled.h"
#include "base/stop_flag.h"

// What a command needs from the program around it: a place for messages, and word that it should
// stop. Results go to an Output. Tests pass a console that records.
namespace resnext {

/// Where messages for a person go: standard error.
class Console {
 public:
  virtual ~Console() = default;

  /// Returns whether a person watches, so that progress may be drawn and redrawn.
  virtual bool is_terminal() const = 0;

  /// Returns whether standard output goes to the same file or pipe: "> log 2>&1".
  virtual bool shares_standard_output() const { return false; }

  /// Returns how many columns can be drawn without a wrap.
  virtual std::size_t width() const = 0;

  /// Writes `text` at once; line feeds are its own. Other control characters, which may come from
  /// untrusted input, don't reach a terminal.
  virtual void write(std::string_view text) = 0;

  /// Replaces what is on the cursor's line by `text`, without a line feed. Call it only for a
  /// terminal.
  virtual void redraw(std::string_view text) = 0;
};

/// Requests from outside (Ctrl-C) to stop.
class Interruption {
 public:
  virtual ~Interruption() = default;

  /// Makes the next request one that is_requested and stop_flag report; until this call a request
  /// ends the process at once.
  virtual void catch_requests() = 0;

  virtual bool is_requested() const = 0;

  /// Returns the flag that a request raises. A pipeline that is left early raises it too.
  virtual StopFlag& stop_flag() = 0;
};

/// Returns the check that the library's long operations poll. `interruption` must outlive it.
inline CancelCheck cancel_check(const Interruption& interruption) {
  return [&interruption] { return interruption.is_requested(); };
}

struct CommandIo {
  Console& console;
  Interruption& interruption;
};

}  // namespace resnext
