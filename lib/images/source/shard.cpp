// SPDX-License-Identifier: Apache-2.0
#include "images/source/shard.h"

#include <charconv>
#include <string>

#include <fmt/format.h>

#include "base/error.h"
#include "base/stable_hash.h"

namespace resnext {

bool is_in_shard(std::string_view path, const Shard& shard) {
  return stable_hash(path) % shard.count == shard.number - 1;
}

Shard parse_shard(std::string_view text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  bool valid = number.ec == std::errc() && number.ptr != end && *number.ptr == '/';
  if (valid) {
    const auto count = std::from_chars(number.ptr + 1, end, shard.count);
    valid = count.ec == std::errc() && count.ptr == end;
  }
  if (!valid || shard.number < 1 || shard.number > shard.count) {
    throw UsageError(fmt::format(
        "--shard {}: expected K/N with K from 1 to N, such as 1/8 for the first of eight", text));
  }
  return shard;
}

}  // namespace resnext
