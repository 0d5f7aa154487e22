// SPDX-License-Identifier: Apache-2.0
#include "base/stable_hash.h"

#include <array>
#include <charconv>

namespace resnext {

void StableHash::add(std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) {
    state_ = (state_ ^ std::to_integer<std::uint64_t>(byte)) * 1099511628211U;
  }
}

void StableHash::add(std::string_view text) {
  add(std::as_bytes(std::span(text)));
  add(std::as_bytes(std::span("", 1)));
}

std::uint64_t StableHash::value() const {
  std::uint64_t hash = state_;
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53U;
  return hash ^ hash >> 33;
}

std::string StableHash::hexadecimal() const {
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value(), 16).ptr;
  const auto count = static_cast<std::size_t>(end - digits.data());
  return std::string(digits.size() - count, '0') + std::string(digits.data(), count);
}

std::uint64_t stable_hash(std::string_view text) {
  StableHash hash;
  hash.add(std::as_bytes(std::span(text)));
  return hash.value();
}

}  // namespace resnext
