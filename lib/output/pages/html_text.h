#pragma once

#include <string>

namespace resnext {

/// Text that can stand in HTML and SVG, between tags and inside quoted attributes. Valid UTF-8;
/// control characters become "?".
std::string html_text(const std::string& text);

}  // namespace resnext
