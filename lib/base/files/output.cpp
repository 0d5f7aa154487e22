// SPDX-License-Identifier: Apache-2.0
#include "base/files/output.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files/replacement.h"
#include "base/text/printable.h"

namespace resnext {
namespace {

[[noreturn]] void fail(const std::string& name, const char* action, int error) {
  const std::string message =
      fmt::format("{}: can't {}: {}", name, action, std::generic_category().message(error));
  if (error == EPIPE) {
    throw ClosedPipe(message);
  }
  throw OutputError(message);
}

bool is_regular(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Output::Output(int descriptor, std::string name, bool owned)
    : descriptor_(descriptor),
      name_(std::move(name)),
      owned_(owned),
      terminal_(isatty(descriptor) == 1) {}

Output Output::standard() { return {STDOUT_FILENO, "standard output", false}; }

Output Output::open_now(const std::filesystem::path& path) {
  int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  const bool created = descriptor >= 0;
  if (!created) {
    descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  }
  if (descriptor < 0) {
    fail(path.string(), "open for writing", errno);
  }
  Output output(descriptor, path.string(), true);
  output.created_ = created;
  return output;
}

Output Output::file(const std::filesystem::path& path) {
  while (true) {
    Output output = open_now(path);
    if (!is_regular(output.descriptor_)) {
      return output;
    }
    // A file system without locks reports another error, and gets none.
    if (flock(output.descriptor_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      output.created_ = false;
      throw OutputError(
          fmt::format("{}: another process is writing it; wait for its end, or name another file",
                      output.name_));
    }
    // Another process may have replaced (AtomicFile) or removed the file between open and lock.
    struct stat opened {};
    struct stat named {};
    if (fstat(output.descriptor_, &opened) == 0 && stat(path.c_str(), &named) == 0 &&
        opened.st_dev == named.st_dev && opened.st_ino == named.st_ino) {
      return output;
    }
    output.created_ = false;  // the path is another file's
  }
}

Output Output::resumed(const std::filesystem::path& path) {
  Output output = file(path);
  output.created_ = false;  // never removed: an empty file can be resumed
  output.resumed_ = true;
  return output;
}

void Output::keep(std::uint64_t bytes) {
  if (is_regular(descriptor_) && lseek(descriptor_, static_cast<off_t>(bytes), SEEK_SET) < 0) {
    fail(name_, "resume", errno);
  }
  kept_ = bytes;
}

Output::Output(Output&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      owned_(other.owned_),
      terminal_(other.terminal_),
      created_(other.created_),
      cleared_(other.cleared_),
      resumed_(other.resumed_),
      kept_(other.kept_) {}

Output::~Output() {
  if (owned_ && descriptor_ >= 0) {
    if (created_ && !cleared_) {
      unlink(
          name_.c_str());  // while the lock is held: the file may be another process's afterwards
    }
    close(descriptor_);
  }
}

void Output::clear_once() {
  if (owned_ && !cleared_ && is_regular(descriptor_) &&
      ftruncate(descriptor_, static_cast<off_t>(kept_)) != 0) {
    fail(name_, "clear", errno);
  }
  cleared_ = true;
}

void Output::write(std::string_view text) {
  if (terminal_) {
    write_all(printable_data(std::string(text)));
  } else {
    write_all(text);
  }
}

void Output::write_all(std::string_view text) {
  clear_once();
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      const int error = errno;
      take_back(text.size() - rest.size());
      fail(name_, "write", error);
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Removes the last `bytes` bytes of a file, the beginning of a text that could not be written as a
/// whole.
void Output::take_back(std::size_t bytes) {
  if (bytes == 0 || !owned_ || !is_regular(descriptor_)) {
    return;
  }
  const off_t begin = lseek(descriptor_, -static_cast<off_t>(bytes), SEEK_CUR);
  [[maybe_unused]] const bool done = begin >= 0 && ftruncate(descriptor_, begin) == 0;
}

void Output::overwrite(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno != EINTR) {
      fail(name_, "write", errno);
    }
    const auto count = static_cast<std::size_t>(written < 0 ? 0 : written);
    bytes.remove_prefix(count);
    offset += count;
  }
}

void Output::sync() {
  if (fdatasync(descriptor_) != 0 && errno != EINVAL) {  // a pipe can't be synced
    fail(name_, "write", errno);
  }
}

void Output::finish() {
  clear_once();
  if (owned_ && close(std::exchange(descriptor_, -1)) != 0) {
    fail(name_, "close", errno);
  }
}

void Output::refuse_if_same(const std::filesystem::path& path) const {
  struct stat input {};
  struct stat output {};
  if (owned_ && is_regular(descriptor_) && fstat(descriptor_, &output) == 0 &&
      stat(path.c_str(), &input) == 0 && input.st_dev == output.st_dev &&
      input.st_ino == output.st_ino) {
    throw UsageError(
        fmt::format("{}: the output would replace {}, which is an input; name another file", name_,
                    path.string()));
  }
}

void Output::refuse_to_replace(std::string_view choices) const {
  struct stat status {};
  if (owned_ && !resumed_ && fstat(descriptor_, &status) == 0) {
    resnext::refuse_to_replace(name_, status, choices);
  }
}

bool Output::is_regular_file() const { return is_regular(descriptor_); }

bool Output::is_terminal() const { return terminal_; }

}  // namespace resnext
