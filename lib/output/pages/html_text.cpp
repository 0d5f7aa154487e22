// SPDX-License-Identifier: Apache-2.0
#include "output/pages/html_text.h"

#include "base/text/encoding.h"
#include "base/text/printable.h"

namespace resnext {

std::string html_text(const std::string& text) {
  std::string escaped;
  for (const char letter : printable(valid_utf8(text))) {
    switch (letter) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += letter;
    }
  }
  return escaped;
}

}  // namespace resnext
