// SPDX-License-Identifier: Apache-2.0
#include "images/source/path_list.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "base/error.h"

namespace resnext {
namespace {

constexpr std::size_t kLongestEntry = 1 << 20;  // far beyond PATH_MAX: this is not a list of paths

[[noreturn]] void fail(const std::string& name, int error) {
  throw UsageError(name +
                   ": the list of files can't be read: " + std::generic_category().message(error));
}

}  // namespace

PathList::PathList(const std::string& file, bool nul_separated, const StopFlag& stop)
    : name_(file == "-" ? "standard input" : file),
      descriptor_(file == "-" ? STDIN_FILENO : open(file.c_str(), O_RDONLY | O_CLOEXEC)),
      separator_(nul_separated ? '\0' : '\n'),
      stop_(&stop) {
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
  ended_ = count == 0;
  pending_.erase(0, begin_);
  begin_ = 0;
  pending_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<ImageInput> PathList::next() {
  std::size_t searched = begin_;
  while (true) {
    std::size_t end = pending_.find(separator_, searched);
    if (end == std::string::npos && ended_) {
      if (begin_ == pending_.size()) return std::nullopt;
      end = pending_.size();
    }
    if (end != std::string::npos) {
      std::string entry = pending_.substr(begin_, end - begin_);
      begin_ = std::min(end + 1, pending_.size());
      searched = begin_;
      if (separator_ == '\n' && entry.ends_with('\r')) entry.pop_back();
      if (!entry.empty()) return ImageInput{std::move(entry)};
      continue;
    }
    const std::size_t length = pending_.size() - begin_;
    if (length > kLongestEntry) {
      throw UsageError(
          fmt::format("{}: an entry has more than {} bytes; expected a list of files, one a line, "
                      "or separated by NUL with -0",
                      name_, kLongestEntry));
    }
    if (!read_more()) return std::nullopt;
    searched = begin_ + length;
  }
}

}  // namespace resnext
