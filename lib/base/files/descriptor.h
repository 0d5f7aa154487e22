// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>

// Owns file descriptors.
namespace resnext {

/// A file descriptor, closed on destruction.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }

  /// Closes it early. Returns false, with errno set, if the system reports an earlier write's
  /// error.
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }

  /// Reads some bytes and returns how many; 0 at the end of the file. `fail(errno)` must throw.
  std::size_t read(std::span<std::byte> into, const std::function<void(int)>& fail) const {
    while (true) {
      const ssize_t got = ::read(fd_, into.data(), into.size());
      if (got >= 0) {
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) {
        fail(errno);
      }
    }
  }

  /// Writes all bytes. `fail(errno)` must throw.
  void write(std::span<const std::byte> bytes, const std::function<void(int)>& fail) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno != EINTR) {
        fail(errno);
      }
      bytes = bytes.subspan(written < 0 ? 0 : static_cast<std::size_t>(written));
    }
  }

 private:
  int fd_ = -1;
};

}  // namespace resnext
