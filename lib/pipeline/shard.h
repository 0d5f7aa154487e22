#pragma once

#include <cstdint>
#include <string_view>

namespace resnext {

/// One of `count` parts of a set of files, which together hold each file once.
struct Shard {
  std::uint64_t number = 1;  ///< 1 to `count`
  std::uint64_t count = 1;
};

/// A number that depends on the path's bytes alone, the same on every machine and in every
/// version: 64-bit FNV-1a (offset basis 14695981039346656037, prime 1099511628211), then mixed by
/// x ^= x >> 33, x *= 0xff51afd7ed558ccd, x ^= x >> 33, x *= 0xc4ceb9fe1a85ec53, x ^= x >> 33
/// (MurmurHash3's finaliser), since the low bits of FNV-1a alone follow those of the last bytes.
std::uint64_t stable_hash(std::string_view path);

/// True if stable_hash(path) % count is number - 1.
bool is_in_shard(std::string_view path, const Shard& shard);

/// "K/N" with 1 <= K <= N. Throws UsageError for anything else.
Shard parse_shard(std::string_view text);

}  // namespace resnext
