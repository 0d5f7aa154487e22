#include "app/status_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

namespace resnext {
namespace {

constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

void StatusLine::draw(const std::string& text) {
  std::cerr << kClearLine << text << std::flush;
  drawn_ = true;
}

void StatusLine::clear() {
  if (drawn_) {
    std::cerr << kClearLine << std::flush;
    drawn_ = false;
  }
}

std::size_t StatusLine::width() {
  winsize size = {};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1U : 79U;  // the last column would wrap on some terminals
}

}  // namespace resnext
