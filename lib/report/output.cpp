#include "report/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/error.h"

namespace resnext {
namespace {

[[noreturn]] void fail(const std::string& name, const char* action, int error) {
  const std::string message =
      name + ": can't " + action + ": " + std::generic_category().message(error);
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
    : descriptor_(descriptor), name_(std::move(name)), owned_(owned) {}

Output Output::standard() { return {STDOUT_FILENO, "standard output", false}; }

Output Output::file(const std::filesystem::path& path) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    fail(path.string(), "open for writing", errno);
  }
  return {descriptor, path.string(), true};
}

Output::Output(Output&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      name_(std::move(other.name_)),
      owned_(other.owned_),
      cleared_(other.cleared_) {}

Output::~Output() {
  if (owned_ && descriptor_ >= 0) {
    close(descriptor_);
  }
}

void Output::clear_once() {
  if (owned_ && !cleared_ && is_regular(descriptor_) && ftruncate(descriptor_, 0) != 0) {
    fail(name_, "clear", errno);
  }
  cleared_ = true;
}

void Output::write(std::string_view text) {
  clear_once();
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      fail(name_, "write", errno);
    }
    text.remove_prefix(static_cast<std::size_t>(written));
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
    throw UsageError(name_ + ": the output would replace " + path.string() +
                     ", which is an input; name another file");
  }
}

bool Output::is_terminal() const { return isatty(descriptor_) == 1; }

}  // namespace resnext
