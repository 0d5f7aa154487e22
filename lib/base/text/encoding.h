#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace resnext {

/// The text with U+FFFD for what is not UTF-8.
std::string valid_utf8(const std::string& text);

/// Two lower-case digits a byte.
std::string hexadecimal(const std::string& bytes);

/// RFC 4648, with padding.
std::string base64(std::span<const std::byte> bytes);

/// The shortest decimal digits that give back the same f32.
std::string shortest_f32(double value);

}  // namespace resnext
