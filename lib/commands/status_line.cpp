// SPDX-License-Identifier: Apache-2.0
#include "commands/status_line.h"

namespace resnext {
namespace {

constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

void StatusLine::draw(const std::string& text) {
  console_->write(kClearLine + text);
  drawn_ = true;
}

void StatusLine::clear() {
  if (drawn_) {
    console_->write(kClearLine);
    drawn_ = false;
  }
}

}  // namespace resnext
