// SPDX-License-Identifier: Apache-2.0
#include "base/files/leftovers.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <cstdint>
#include <ctime>
#include <system_error>

#include "base/error.h"
#include "base/files/folder_entries.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnd = ".tmp";
constexpr std::size_t kDigits = 16;
constexpr std::size_t kSuffix = 1 + kDigits + kEnd.size();

bool is_temporary(std::string_view file, std::string_view name) {
  if (file.size() <= kSuffix || !file.ends_with(kEnd)) {
    return false;
  }
  const std::string_view begin = file.substr(0, file.size() - kSuffix);
  const std::string_view digits = file.substr(begin.size() + 1, kDigits);
  return (name.empty() || begin == name) && file[begin.size()] == '.' &&
         digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string temporary_suffix() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) {
    throw OutputError("the system gives no random numbers for a temporary file's name");
  }
  return fmt::format(".{:0{}x}{}", number, kDigits, kEnd);
}

void mark_as_in_use(const Descriptor& file) { ::flock(file.get(), LOCK_EX | LOCK_NB); }

Descriptor take_leftover(const fs::path& path) {
  constexpr std::time_t kYoung = 60;  // seconds; a process marks its files as soon as it made them
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!file.is_open() || ::fstat(file.get(), &status) != 0 || status.st_uid != ::geteuid() ||
      !(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) ||
      std::time(nullptr) - status.st_mtime < kYoung ||
      ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    return {};
  }
  return file;
}

void remove_leftovers(const fs::path& folder, std::string_view name) {
  std::error_code error;
  const fs::path place = folder.empty() ? fs::path(".") : folder;
  for (const fs::path& entry : folder_entries(place, error)) {
    if (is_temporary(entry.filename().native(), name) && take_leftover(entry).is_open()) {
      ::unlink(entry.c_str());  // fails for a folder
    }
  }
}

}  // namespace resnext
