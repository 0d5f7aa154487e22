// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the process returns; stable, for scripts.
namespace resnext {

enum class ExitCode {
  kSuccess = 0,  ///< all images classified
  kSomeImagesFailed = 1,
  kProblemsFound = 1,  ///< by `weights verify` or `doctor`
  kUsage = 2,          ///< wrong command line, or an output that can't be written
  kModel = 3,          ///< the model or its weights could not be loaded
  kTooManyErrors = 4,  ///< stopped by --fail-fast or --max-errors
  kInterrupted = 130,  ///< by Ctrl-C (128 + SIGINT)
  kTerminated = 143,   ///< 128 + SIGTERM
};

}  // namespace resnext
