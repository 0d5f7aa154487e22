// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/exit_code.h"
#include "commands/command_io.h"

// Ctrl-C and SIGTERM.
namespace resnext {

/// Blocks SIGINT and SIGTERM in all threads but one, which waits for them: call it first in `main`,
/// before there are other threads. Until SignalInterruption::catch_requests they do what they did
/// before, and always if that thread can't be started. A handler that runs on the stack of a
/// computing thread is not safe: oneDNN's generated matrix products move the stack pointer into the
/// heap, and the signal's frame would be written over it.
void watch_interrupts();

/// After catch_requests the first signal is noted, for an orderly end; a second one ends the
/// process at once.
class SignalInterruption : public Interruption {
 public:
  void catch_requests() override;
  bool is_requested() const override;
  StopFlag& stop_flag() override;
};

/// Returns 130 after SIGINT, 143 after SIGTERM, as shells count.
ExitCode interrupted_exit_code();

}  // namespace resnext
