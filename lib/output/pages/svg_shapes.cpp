// SPDX-License-Identifier: Apache-2.0
#include "output/pages/svg_shapes.h"

#include <fmt/format.h>

namespace resnext {

std::string svg_line(double x1, double y1, double x2, double y2, const char* style) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2,
      y2, style);
}

std::string svg_text(double x, double y, const char* anchor, const std::string& content) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     content);
}

std::string svg_bar(double x, double y, double width, double height, const char* style,
                    const std::string& title) {
  return fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"{}\">"
      "<title>{}</title></rect>\n",
      x, y, width, height, style, title);
}

}  // namespace resnext
