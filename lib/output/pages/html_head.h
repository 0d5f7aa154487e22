#pragma once

#include <string>
#include <string_view>

namespace resnext {

/// An HTML document up to its body's first tag. The browser is told to load nothing, and to run
/// nothing but `script`, which may be empty. `title` is HTML.
std::string html_head(const std::string& title, std::string_view style,
                      std::string_view script = {});

}  // namespace resnext
