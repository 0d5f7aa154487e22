// SPDX-License-Identifier: Apache-2.0
#include "output/pages/html_parts.h"

#include <fmt/format.h>

namespace resnext {

std::string html_tile(const std::string& name, const std::string& value, const std::string& note) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd><dd>{}</dd></div>\n", name, value, note);
}

std::string html_share_cell(double share) {
  return fmt::format("<td class=\"share\" style=\"--share:{0:.1f}\">{0:.2f}</td>", 100 * share);
}

}  // namespace resnext
