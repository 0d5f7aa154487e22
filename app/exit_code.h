#pragma once

namespace resnext {

/// What the process returns; stable, for scripts.
enum class ExitCode {
  kSuccess = 0,  ///< all images classified
  kSomeImagesFailed = 1,
  kUsage = 2,  ///< wrong command line, or an output that can't be written
  kModel = 3,  ///< the model or its weights could not be loaded
};

}  // namespace resnext
