// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// SVG elements that plots are made of. A `style` is a CSS class of
// lib/output/pages/assets/evaluation.css, so that colours follow the reader's light or dark
// setting. Private to lib/output.
namespace resnext {

std::string svg_line(double x1, double y1, double x2, double y2, const char* style);

/// `anchor` is "start", "middle" or "end"; `content` is HTML.
std::string svg_text(double x, double y, const char* anchor, const std::string& content);

/// `title`, HTML, is shown while the pointer is on the bar.
std::string svg_bar(double x, double y, double width, double height, const char* style,
                    const std::string& title);

}  // namespace resnext
