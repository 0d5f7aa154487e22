#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace resnext {

/// A 64-bit hash of bytes, the same on every machine and in every version: FNV-1a (offset basis
/// 14695981039346656037, prime 1099511628211), then mixed by x ^= x >> 33,
/// x *= 0xff51afd7ed558ccd, x ^= x >> 33, x *= 0xc4ceb9fe1a85ec53, x ^= x >> 33 (MurmurHash3's
/// finaliser), since the low bits of FNV-1a alone follow those of the last bytes. Not
/// cryptographic.
class StableHash {
 public:
  void add(std::span<const std::byte> bytes);
  /// The text and a NUL, so that "a", "b" and "ab" differ.
  void add(std::string_view text);

  std::uint64_t value() const;
  std::string hexadecimal() const;  ///< 16 digits

 private:
  std::uint64_t state_ = 14695981039346656037U;
};

/// Of the text's bytes alone.
std::uint64_t stable_hash(std::string_view text);

}  // namespace resnext
