// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Protects the terminal from untrusted text.
namespace resnext {

/// Returns the text with "?" for each control character (C0, DEL, and C1 in UTF-8), so that the
/// name of a file or a label can't control the terminal.
std::string printable(std::string text);

}  // namespace resnext
