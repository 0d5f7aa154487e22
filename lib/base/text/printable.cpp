// SPDX-License-Identifier: Apache-2.0
#include "base/text/printable.h"

namespace resnext {

std::string printable(std::string text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) {
      text[i] = '?';
    } else if (byte == 0xC2 && i + 1 < text.size()) {
      const auto next = static_cast<unsigned char>(text[i + 1]);
      if (next >= 0x80 && next < 0xA0) {
        text.replace(i, 2, "?");
      }
    }
  }
  return text;
}

}  // namespace resnext
