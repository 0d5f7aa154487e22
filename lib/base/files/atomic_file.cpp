// SPDX-License-Identifier: Apache-2.0
#include "base/files/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <climits>
#include <cstdio>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files/leftovers.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Follows the links that `path` itself names; folders on the way may be links. A link that leads
/// nowhere gives the name of the file that it would lead to. Returns an empty path for a loop.
fs::path without_links(fs::path path) {
  constexpr int kMostLinks = 40;  // Linux's own limit
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error))) {
      return path;
    }
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  return {};
}

/// Returns the beginning of the names of `target`'s temporary files.
std::string temporary_name(const fs::path& target, const std::string& suffix) {
  return target.filename().native().substr(0, NAME_MAX - suffix.size());
}

/// Gives `file` the owner and permissions of the file that it will replace. If the group can't be
/// kept, it gets no permissions. Returns false, with errno set, on failure.
bool copy_permissions(int file, const struct stat& replaced) {
  constexpr mode_t kGroup = 070;
  constexpr mode_t kPermissions = 0777;
  struct stat created {};
  if (::fstat(file, &created) != 0) {
    return false;
  }
  mode_t mode = replaced.st_mode & kPermissions;
  if (created.st_uid != replaced.st_uid || created.st_gid != replaced.st_gid) {
    const bool kept = ::fchown(file, replaced.st_uid, replaced.st_gid) == 0 ||
                      ::fchown(file, static_cast<uid_t>(-1), replaced.st_gid) == 0;
    mode &= kept ? kPermissions : ~kGroup;
  }
  return ::fchmod(file, mode) == 0;
}

[[noreturn]] void cannot_write(const fs::path& path, int error) {
  throw OutputError(fmt::format("can't write {}: {}; free some room there or choose another place",
                                path.string(), std::generic_category().message(error)));
}

}  // namespace

void check_replaceable(const fs::path& path, const fs::path& target) {
  struct stat named {};
  struct stat opened {};
  const bool has_name = ::lstat(target.c_str(), &named) == 0;
  // Links in /proc lead to pipes and to files without a name.
  const bool opens = ::stat(path.c_str(), &opened) == 0;
  if (opens && S_ISDIR(opened.st_mode)) {
    cannot_write(path, EISDIR);
  }
  const bool same = has_name && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
  if ((has_name && !S_ISREG(named.st_mode)) || (opens && !(same && S_ISREG(opened.st_mode)))) {
    throw OutputError(fmt::format("can't replace {}: it is not a regular file; name another file",
                                  path.string()));
  }
}

AtomicFile::AtomicFile(fs::path path, Links links) : path_(std::move(path)) {
  target_ = links == Links::kFollow ? without_links(path_) : path_;
  if (target_.empty()) {
    fail(path_.empty() ? ENOENT : ELOOP);
  }
  check_replaceable(path_, target_);
  if (links != Links::kRefuse) {
    remove_leftovers(target_.parent_path(), temporary_name(target_, temporary_suffix()));
  }
  struct stat replaced {};
  const bool exists = ::lstat(target_.c_str(), &replaced) == 0;
  create(exists && links != Links::kCache ? &replaced : nullptr, links);
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
  }
}

void AtomicFile::create(const struct stat* replaced, Links links) {
  constexpr int kAttempts = 16;
  // A file that replaces another stays private until it has the other's permissions.
  const mode_t mode = replaced ? 0600 : links == Links::kCache ? 0644 : 0666;
  for (int i = 0; i < kAttempts && !file_.is_open(); ++i) {
    const std::string suffix = temporary_suffix();
    // Set before the file exists: a constructor that throws runs no destructor.
    temporary_ = target_.parent_path() / (temporary_name(target_, suffix) + suffix);
    file_ = Descriptor(
        ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (file_.is_open()) {
      mark_as_in_use(file_);
    } else if (errno != EEXIST) {
      break;
    }
  }
  if (!file_.is_open()) {
    fail(errno);
  }
  if (replaced && !copy_permissions(file_.get(), *replaced)) {
    const int error = errno;
    ::unlink(temporary_.c_str());  // a constructor that throws runs no destructor
    fail(error);
  }
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  file_.write(bytes, [this](int error) { fail(error); });
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void AtomicFile::commit(Durability durability) {
  // Some file systems report a full disk only when syncing or closing, others can't sync.
  if (durability == Durability::kSynced && ::fsync(file_.get()) != 0 && errno != EINVAL) {
    fail(errno);
  }
  const Descriptor mark(::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));  // until it has its name
  if (!file_.close()) {
    fail(errno);
  }
  check_replaceable(path_, target_);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    fail(errno);
  }
  temporary_.clear();
}

void AtomicFile::fail(int error) const { cannot_write(path_, error); }

}  // namespace resnext
