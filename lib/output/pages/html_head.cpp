// SPDX-License-Identifier: Apache-2.0
#include "output/pages/html_head.h"

#include "html_page.inc"  // generated from lib/output/pages/assets/ by scripts/cmake/embed_text.cmake

namespace resnext {

std::string html_head(const std::string& title, std::string_view style, std::string_view script) {
  std::string head =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; ";
  head += script.empty() ? "" : "script-src 'unsafe-inline'; ";
  head += "base-uri 'none'; form-action 'none'\">\n<title>" + title + "</title>\n<style>\n";
  head.append(kBaseCss).append(style).append("</style>\n");
  if (!script.empty()) {
    head.append("<script>\n").append(script).append("</script>\n");
  }
  return head + "</head>\n<body>\n";
}

}  // namespace resnext
