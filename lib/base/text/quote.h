#pragma once

#include <string>
#include <string_view>

namespace resnext {

/// `text` from a file, fit for a message: in quotes, cut after 80 bytes, and everything that is
/// not printable ASCII escaped as \xNN, so that a file can't send control codes to a terminal.
std::string quote(std::string_view text);

/// Well-formed UTF-8 (RFC 3629: shortest form, no surrogates).
bool is_utf8(std::string_view text);

}  // namespace resnext
