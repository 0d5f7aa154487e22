// SPDX-License-Identifier: Apache-2.0
#include "output/pages/html_parts.h"

#include <algorithm>

#include <fmt/format.h>

namespace resnext {

std::string html_tile(const std::string& name, const std::string& value, const std::string& note) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd><dd>{}</dd></div>\n", name, value, note);
}

std::string html_share_cell(double share) {
  return html_bar_cell(share, fmt::format("{:.2f}", 100 * share));
}

std::string html_bar_cell(double length, const std::string& text) {
  return fmt::format("<td class=\"share\" style=\"--share:{:.1f}\">{}</td>",
                     100 * std::clamp(length, 0.0, 1.0), text);
}

}  // namespace resnext
