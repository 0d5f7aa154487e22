#include "pipeline/shard.h"

#include <charconv>
#include <string>

#include "core/error.h"

namespace resnext {

std::uint64_t stable_hash(std::string_view path) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char byte : path) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  }
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53U;
  return hash ^ hash >> 33;
}

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
    throw UsageError("--shard " + std::string(text) +
                     ": expected K/N with K from 1 to N, such as 1/8 for the first of eight");
  }
  return shard;
}

}  // namespace resnext
