// SPDX-License-Identifier: Apache-2.0
#include "hub/part_leftovers.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files/descriptor.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

bool is_own_file(const struct stat& status) {
  return S_ISREG(status.st_mode) && status.st_uid == ::geteuid();
}

/// Returns false if the file is there and in use or not this user's.
bool remove_part(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.is_open()) {
    return errno == ENOENT;
  }
  struct stat opened {};
  struct stat named {};
  return ::fstat(file.get(), &opened) == 0 && is_own_file(opened) &&
         ::flock(file.get(), LOCK_EX | LOCK_NB) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino &&
         ::unlink(path.c_str()) == 0;
}

}  // namespace

void remove_part_leftovers(const fs::path& target) {
  const fs::path part = fs::path(target) += ".part";
  if (!remove_part(part)) {
    return;
  }
  const fs::path note = fs::path(part) += ".json";
  struct stat status {};
  if (::lstat(note.c_str(), &status) == 0 && is_own_file(status)) {
    ::unlink(note.c_str());
  }
}

}  // namespace resnext
