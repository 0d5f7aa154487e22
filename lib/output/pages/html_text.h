// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Escapes text for HTML.
namespace resnext {

/// Returns text for HTML and SVG, between tags and inside quoted attributes. It is valid UTF-8;
/// control characters become "?".
std::string html_text(const std::string& text);

}  // namespace resnext
