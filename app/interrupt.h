#pragma once

#include "app/exit_code.h"
#include "pipeline/stop_flag.h"

namespace resnext {

/// From now on the first SIGINT or SIGTERM is only noted, for an orderly end; a second one ends
/// the process at once.
void catch_interrupts();

/// The same; and the first signal raises `flag`, which must live to the end of the process.
void catch_interrupts(StopFlag& flag);

bool is_interrupted();

/// 130 after SIGINT, 143 after SIGTERM, as shells count.
ExitCode interrupted_exit_code();

}  // namespace resnext
