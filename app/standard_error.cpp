// SPDX-License-Identifier: Apache-2.0
#include "app/standard_error.h"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/text/printable.h"

namespace resnext {
namespace {

/// Writes to the descriptor, not to std::cerr, whose buffer may change (opencv_decode.h). Ignores
/// errors: there is nowhere to report them.
void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

bool StandardError::is_terminal() const { return isatty(STDERR_FILENO) == 1; }

bool StandardError::shares_standard_output() const {
  struct stat output {};
  struct stat error {};
  return fstat(STDOUT_FILENO, &output) == 0 && fstat(STDERR_FILENO, &error) == 0 &&
         output.st_dev == error.st_dev && output.st_ino == error.st_ino;
}

std::size_t StandardError::width() const {
  winsize size = {};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1U : 79U;  // the last column would wrap on some terminals
}

void StandardError::write(std::string_view text) { write_all(printable_lines(std::string(text))); }

void StandardError::redraw(std::string_view text) {
  constexpr const char* kClearLine = "\r\x1b[K";
  write_all(kClearLine + printable(std::string(text)));
}

}  // namespace resnext
