// SPDX-License-Identifier: Apache-2.0
#include "commands/output_files.h"

#include <filesystem>

#include "base/error.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandard = "-";

fs::path path_of(const std::string& name) { return name == kStandard ? "/dev/stdout" : name; }

bool is_same_output(const std::string& name, const std::string& other) {
  std::error_code ignored;
  return (name == kStandard && other == kStandard) ||
         (fs::is_regular_file(path_of(name), ignored) &&
          fs::equivalent(path_of(name), path_of(other), ignored));
}

}  // namespace

bool is_standard_output(const std::string& name) { return name.empty() || name == kStandard; }

bool is_regular_output(const std::string& name) {
  std::error_code ignored;
  return !is_standard_output(name) && fs::is_regular_file(name, ignored);
}

Output open_output(const std::string& name) {
  return is_standard_output(name) ? Output::standard() : Output::file(name);
}

void refuse_shared_output(const std::string& name, const std::vector<std::string>& others) {
  for (const std::string& other : others) {
    if (!name.empty() && !other.empty() && is_same_output(name, other)) {
      throw UsageError((name == kStandard ? "standard output" : name) +
                       ": two outputs in one file; name another for one of them");
    }
  }
}

}  // namespace resnext
