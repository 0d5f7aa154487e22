// SPDX-License-Identifier: Apache-2.0
#include "commands/output_files.h"

#include <filesystem>

#include "base/error.h"

namespace resnext {

void refuse_shared_output(const std::string& path, const std::vector<std::string>& others) {
  namespace fs = std::filesystem;
  for (const std::string& other : others) {
    std::error_code ignored;
    if (!path.empty() && !other.empty() && fs::is_regular_file(path, ignored) &&
        fs::equivalent(path, other, ignored)) {
      throw UsageError(path + ": two outputs in one file; name another for one of them");
    }
  }
}

}  // namespace resnext
