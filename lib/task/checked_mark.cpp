#include "task/checked_mark.h"

#include <fstream>
#include <iterator>
#include <string>

#include "weights/hash_record.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

fs::path mark_of(fs::path file) { return file += ".checked"; }

std::string content_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Empty where the system doesn't number its starts.
std::string expected_mark(const fs::path& file) {
  const std::string start = content_of("/proc/sys/kernel/random/boot_id");
  const std::optional<HashRecord::Stamp> stamp = HashRecord::stamp(file);
  if (start.empty() || !stamp) {
    return "";
  }
  return start + std::to_string(stamp->size) + " " + std::to_string(stamp->modified) + " " +
         std::to_string(stamp->changed) + "\n";
}

}  // namespace

bool is_marked_as_checked(const fs::path& file) {
  const std::string expected = expected_mark(file);
  return !expected.empty() && content_of(mark_of(file)) == expected;
}

void mark_as_checked(const fs::path& file) { std::ofstream(mark_of(file)) << expected_mark(file); }

fs::file_time_type last_use(const fs::path& file) {
  std::error_code error;
  const fs::file_time_type time = fs::last_write_time(mark_of(file), error);
  return error ? fs::file_time_type::min() : time;
}

void remove_with_mark(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
  fs::remove(mark_of(file), ignored);
}

}  // namespace resnext
