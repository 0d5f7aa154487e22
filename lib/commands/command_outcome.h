// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a command ended, for the program to turn into an exit code.
namespace resnext {

enum class CommandOutcome {
  kSuccess,
  kSomeImagesFailed,
  kProblemsFound,  ///< by `weights verify` or `doctor`
  kTooManyErrors,  ///< stopped by --fail-fast or --max-errors
  kInterrupted,    ///< Interruption::is_requested
};

}  // namespace resnext
