// SPDX-License-Identifier: Apache-2.0
#include "engine/pack_cache/checked_mark.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/error.h"
#include "base/files/atomic_file.h"
#include "base/files/trusted_file.h"
#include "base/text/text_lines.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns an empty string if the system has no boot id.
std::string mark(const FileVersion& version) {
  const std::optional<std::string> start = read_text("/proc/sys/kernel/random/boot_id");
  if (!start || start->empty()) {
    return "";
  }
  return fmt::format("{}{} {} {} {}\n", *start, version.inode, version.size, version.modified,
                     version.changed);
}

}  // namespace

bool is_marked_as_checked(const fs::path& file, const FileVersion& version) {
  const std::string expected = mark(version);
  return !expected.empty() && read_trusted(mark_of(file)) == expected;
}

void mark_as_checked(const fs::path& file, const FileVersion& version) {
  try {
    AtomicFile written(mark_of(file), AtomicFile::Links::kCache);
    written.write(mark(version));
    written.commit(AtomicFile::Durability::kUnsynced);
  } catch (const OutputError&) {  // see the header
  }
}

fs::file_time_type last_use(const fs::path& file) {
  std::error_code error;
  const fs::file_time_type time = fs::last_write_time(mark_of(file), error);
  return error ? fs::file_time_type::min() : time;
}

fs::path mark_of(fs::path file) { return file += ".checked"; }

}  // namespace resnext
