#pragma once

#include <string>

namespace resnext {

/// The text with "?" for each control character (C0, DEL, and C1 in UTF-8), so that the name of a
/// file or a label can't drive the terminal.
std::string printable(std::string text);

}  // namespace resnext
