// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Protects the terminal from untrusted text.
namespace resnext {

/// Returns the text with "?" for each control character (C0, DEL, and C1 in UTF-8), so that the
/// name of a file or a label can't control the terminal.
std::string printable(std::string text);

/// Does the same, but keeps line feeds: for messages and tables of several lines.
std::string printable_lines(std::string text);

/// Does the same, but keeps line feeds, tabs and carriage returns before a line feed: for a
/// terminal that is shown data, such as CSV.
std::string printable_data(std::string text);

}  // namespace resnext
