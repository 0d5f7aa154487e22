// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// The beginning of every HTML page.
namespace resnext {

/// Returns an HTML document up to the start of its body. It tells the browser to load nothing and
/// to run nothing but `script`, which may be empty. `title` is HTML; `style` adds to what all pages
/// share.
std::string html_head(const std::string& title, std::string_view style,
                      std::string_view script = {});

}  // namespace resnext
