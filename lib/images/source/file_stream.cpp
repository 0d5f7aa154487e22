// SPDX-License-Identifier: Apache-2.0
#include "images/source/file_stream.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.h"

namespace resnext {

FileStream::FileStream(int descriptor, bool owned, std::string name, const StopFlag& stop)
    : owner_(owned ? descriptor : -1),
      descriptor_(descriptor),
      name_(std::move(name)),
      stop_(&stop) {
  struct stat status {};
  regular_ = fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  size_ = status.st_size;
}

std::span<const std::byte> FileStream::read() {
  while (true) {
    waiting_ = !regular_;
    const bool has_data = regular_ || wait_for_data(descriptor_, *stop_);
    waiting_ = false;
    if (!has_data) fail(EINTR);
    const ssize_t count = ::read(descriptor_, buffer_.data(), buffer_.size());
    if (count >= 0) return std::span(buffer_).first(static_cast<std::size_t>(count));
    if (errno != EINTR && errno != EAGAIN) fail(errno);
  }
}

std::int64_t FileStream::skip(std::int64_t bytes) {
  if (!regular_) return 0;
  const off_t here = lseek(descriptor_, 0, SEEK_CUR);
  const std::int64_t skipped = std::min(bytes, size_ - here);
  if (here < 0 || skipped <= 0) return 0;
  return lseek(descriptor_, skipped, SEEK_CUR) < 0 ? 0 : skipped;
}

void FileStream::fail(int error) const {
  throw ImageError(
      ImageErrorCode::kUnreadable,
      fmt::format("{}: can't be read: {}", name_, std::generic_category().message(error)));
}

}  // namespace resnext
