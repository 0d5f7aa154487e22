// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

// Divides a set of files among several runs.
namespace resnext {

/// One of `count` parts of a set of files, which together hold each file once.
struct Shard {
  std::uint64_t number = 1;  ///< 1 to `count`
  std::uint64_t count = 1;
};

/// Returns whether stable_hash(path) % count is number - 1 (base/stable_hash.h).
bool is_in_shard(std::string_view path, const Shard& shard);

/// Parses "K/N" with 1 <= K <= N. Throws UsageError for anything else.
Shard parse_shard(std::string_view text);

}  // namespace resnext
