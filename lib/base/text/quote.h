// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Makes untrusted text fit for messages.
namespace resnext {

/// Returns text from a file in quotes, cut after 80 bytes, with everything but printable ASCII
/// escaped as \xNN, so that a file can't send control codes to the terminal.
std::string quote(std::string_view text);

/// Returns whether the text is well-formed UTF-8 (RFC 3629: shortest form, no surrogates).
bool is_utf8(std::string_view text);

}  // namespace resnext
