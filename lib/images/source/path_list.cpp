// SPDX-License-Identifier: Apache-2.0
#include "images/source/path_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/error.h"

namespace resnext {
namespace {

[[noreturn]] void fail(const std::string& name, int error) {
  throw UsageError(name +
                   ": the list of files can't be read: " + std::generic_category().message(error));
}

}  // namespace

PathList::PathList(const std::string& file, bool nul_separated, const StopFlag& stop)
    : name_(file == "-" ? "standard input" : file),
      descriptor_(file == "-" ? STDIN_FILENO : open(file.c_str(), O_RDONLY | O_CLOEXEC)),
      stop_(&stop),
      entries_(name_, nul_separated) {
  if (descriptor_ < 0) fail(name_, errno);
}

PathList::~PathList() {
  if (descriptor_ != STDIN_FILENO) close(descriptor_);
}

bool PathList::read_more() {
  std::array<char, 65536> buffer;
  waiting_ = true;
  const bool has_data = wait_for_data(descriptor_, *stop_);
  waiting_ = false;
  if (!has_data) return false;
  const ssize_t count = read(descriptor_, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (count < 0) fail(name_, errno);
  if (count == 0) {
    entries_.end();
  } else {
    entries_.append({buffer.data(), static_cast<std::size_t>(count)});
  }
  return true;
}

std::optional<ImageInput> PathList::next() {
  while (true) {
    if (std::optional<std::string> entry = entries_.next()) return ImageInput{std::move(*entry)};
    if (entries_.has_ended() || !read_more()) return std::nullopt;
  }
}

}  // namespace resnext
