#pragma once

#include "app/exit_code.h"
#include "base/stop_flag.h"

namespace resnext {

/// To be called first in `main`, before there are threads: from now on SIGINT and SIGTERM are
/// blocked in all threads but one, which waits for them. Until catch_interrupts they do what they
/// did before. A handler that runs on the stack of a computing thread is not safe: oneDNN's
/// generated matrix products move the stack pointer into the heap, and the signal's frame is then
/// written over it.
void watch_interrupts();

/// From now on the first SIGINT or SIGTERM is only noted, and raises stop_flag, for an orderly end;
/// a second one ends the process at once.
void catch_interrupts();

/// The process's own. A pipeline that is left early raises it, too: see is_interrupted.
StopFlag& stop_flag();

bool is_interrupted();

/// 130 after SIGINT, 143 after SIGTERM, as shells count.
ExitCode interrupted_exit_code();

}  // namespace resnext
