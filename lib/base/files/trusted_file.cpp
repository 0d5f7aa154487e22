// SPDX-License-Identifier: Apache-2.0
#include "base/files/trusted_file.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>
#include <utility>

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kWritableByOthers = 022;

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Returns an empty string if this user may rely on the owner and permissions of `path`.
std::string distrust(const fs::path& path, const struct stat& status) {
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return fmt::format("{} belongs to another user; remove it or name another place",
                       path.string());
  }
  // In a sticky folder, such as /tmp, nobody can replace files of others.
  const bool sticky = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & kWritableByOthers) != 0 && !sticky) {
    return fmt::format("{} can be written by other users; `chmod go-w` ends that", path.string());
  }
  return "";
}

TrustedFile refuse(std::string problem) { return {Descriptor(), std::move(problem), EPERM}; }

}  // namespace

TrustedFile open_trusted(const fs::path& path, int flags, Sharing sharing) {
  constexpr mode_t kMode = 0644;
  const fs::path folder = folder_of(path);
  struct stat status {};
  if (sharing == Sharing::kNone && ::stat(folder.c_str(), &status) == 0) {
    if (std::string problem = distrust(folder, status); !problem.empty()) {
      return refuse(std::move(problem));
    }
  }
  // Non-blocking, because opening a named pipe would wait for its other end.
  Descriptor file(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, kMode));
  if (!file.is_open() || ::fstat(file.get(), &status) != 0) {
    const int error = errno;
    return {Descriptor(),
            fmt::format("{} can't be opened: {}", path.string(),
                        std::generic_category().message(error)),
            error};
  }
  if (!S_ISREG(status.st_mode)) {
    return refuse(path.string() + " is not a regular file; remove it");
  }
  std::string problem = distrust(path, status);
  return problem.empty() ? TrustedFile{std::move(file), "", 0} : refuse(std::move(problem));
}

std::string read_trusted(const fs::path& path, Sharing sharing) try {
  const TrustedFile trusted = open_trusted(path, O_RDONLY, sharing);
  if (!trusted.file.is_open()) {
    return "";
  }
  const auto fail = [](int error) { throw std::system_error(error, std::generic_category()); };
  std::string content;
  std::array<char, 4096> piece = {};
  while (const std::size_t got =
             trusted.file.read(std::as_writable_bytes(std::span(piece)), fail)) {
    content.append(piece.data(), got);
  }
  return content;
} catch (const std::system_error&) {
  return "";
}

void create_cache_folder(const fs::path& folder) {
  constexpr mode_t kMode = 0755;
  fs::path path;
  for (const fs::path& part : folder) {
    path /= part;
    ::mkdir(path.c_str(), kMode);  // if it fails and nothing is there, opening the files will, too
  }
}

}  // namespace resnext
