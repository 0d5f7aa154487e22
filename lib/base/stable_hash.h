// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Hashes bytes the same way everywhere and always.
namespace resnext {

/// A 64-bit hash of bytes, the same on every machine and in every version: FNV-1a (offset basis
/// 14695981039346656037, prime 1099511628211), then mixed by x ^= x >> 33,
/// x *= 0xff51afd7ed558ccd, x ^= x >> 33, x *= 0xc4ceb9fe1a85ec53, x ^= x >> 33 (MurmurHash3's
/// finaliser), because FNV-1a's low bits depend mostly on those of the last bytes. Not
/// cryptographic.
class StableHash {
 public:
  /// Adds the bytes alone.
  void add(std::span<const std::byte> bytes);
  /// Adds the text and a NUL, so that "a", "b" differs from "ab".
  void add(std::string_view text);

  /// Returns the hash of everything added so far.
  std::uint64_t value() const;
  /// Returns it as 16 digits.
  std::string hexadecimal() const;

 private:
  std::uint64_t state_ = 14695981039346656037U;
};

/// Returns the hash of the text's bytes, without a NUL.
std::uint64_t stable_hash(std::string_view text);

}  // namespace resnext
