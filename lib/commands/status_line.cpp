// SPDX-License-Identifier: Apache-2.0
#include "commands/status_line.h"

namespace resnext {

void StatusLine::draw(const std::string& text) {
  console_->redraw(text);
  drawn_ = true;
}

void StatusLine::clear() {
  if (drawn_) {
    console_->redraw("");
    drawn_ = false;
  }
}

}  // namespace resnext
