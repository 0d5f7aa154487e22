// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a command ended, for the program to turn into an exit code.
namespace resnext {

enum class CommandOutcome {
  kSuccess,
  kSomeImagesFailed,
  kProblemsFound,  ///< `weights verify` found the checkpoint damaged
  kTooManyErrors,  ///< stopped by --fail-fast or --max-errors
  kInterrupted,    ///< Interruption::is_requested
};

}  // namespace resnext
