// SPDX-License-Identifier: Apache-2.0
#include "server/page.h"

#include <string_view>

#include "html_page.inc"    // lib/output/pages/assets/: the colours and letters of all pages
#include "server_page.inc"  // lib/server/assets/

namespace resnext {

std::string page_part(EndpointId id) {
  switch (id) {
    case EndpointId::kStyle:
      return std::string(kBaseCss).append(kServeCss);
    case EndpointId::kScript:
      return std::string(kServeJs);
    default:
      return std::string(kServeHtml);
  }
}

std::vector<std::pair<std::string, std::string>> page_headers() {
  return {{"Content-Security-Policy",
           "default-src 'none'; style-src 'self'; script-src 'self'; img-src blob: data:; "
           "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"}};
}

}  // namespace resnext
