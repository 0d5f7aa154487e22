#include "report/html_text.h"

#include "report/printable.h"
#include "report/text.h"

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
