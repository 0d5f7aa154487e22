// SPDX-License-Identifier: Apache-2.0
#include "app/standard_error.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <iostream>

namespace resnext {

bool StandardError::is_terminal() const { return isatty(STDERR_FILENO) == 1; }

std::size_t StandardError::width() const {
  winsize size = {};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col - 1U : 79U;  // the last column would wrap on some terminals
}

void StandardError::write(std::string_view text) { std::cerr << text << std::flush; }

}  // namespace resnext
