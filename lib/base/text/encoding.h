// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

// Encodes text, bytes and numbers for output.
namespace resnext {

/// Returns the text with U+FFFD in place of what is not UTF-8.
std::string valid_utf8(const std::string& text);

/// Returns two lower-case digits for each byte.
std::string hexadecimal(const std::string& bytes);

/// Returns RFC 4648 base64, with padding.
std::string base64(std::span<const std::byte> bytes);

/// Returns the shortest decimal digits that give back the same f32.
std::string shortest_f32(double value);

}  // namespace resnext
