// SPDX-License-Identifier: Apache-2.0
#include "base/files/replacement.h"

#include <fmt/format.h>

#include <fstream>

#include "base/error.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBeginning = 256;

/// Returns whether the file is empty or begins as `kind` does.
bool is_of(const fs::path& path, const OwnKind& kind) {
  std::ifstream file(path, std::ios::binary);
  std::string beginning(kBeginning, '\0');
  file.read(beginning.data(), kBeginning);
  if (!file.is_open() || file.bad()) {
    return false;
  }
  beginning.resize(static_cast<std::size_t>(file.gcount()));
  return beginning.empty() || kind.begins_so(beginning);
}

}  // namespace

void refuse_to_replace(const std::string& name, const struct stat& file, std::string_view choices) {
  if (S_ISREG(file.st_mode) && file.st_size > 0) {
    throw UsageError(fmt::format("{}: the file exists and is not empty; {}, or name another file",
                                 name, choices));
  }
}

void refuse_to_replace(const fs::path& path, std::string_view choices) {
  struct stat file {};
  if (stat(path.c_str(), &file) == 0) {
    refuse_to_replace(path.string(), file, choices);
  }
}

void check_replacement(const fs::path& path, const OwnKind& kind, bool force) {
  std::error_code error;
  if (fs::is_regular_file(path, error) && !is_of(path, kind)) {
    throw UsageError(fmt::format("{} {}: that file is there and {}; name another file", kind.option,
                                 path.string(), kind.other));
  }
  if (!force) {
    refuse_to_replace(path);
  }
}

}  // namespace resnext
