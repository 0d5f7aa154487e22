// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

#include <fmt/format.h>

#include "api/status.h"

// Structures that begin with their size: callers built with an older header have shorter ones,
// callers built with a newer one longer ones.
namespace resnext::api {

/// Throws ArgumentError unless `size` is that of a structure of some version. `smallest` is the
/// size of the first.
inline void check_size(std::size_t size, std::size_t smallest, const char* type) {
  constexpr std::size_t kLargest = 4096;  // what isn't a size is mostly larger
  if (size < smallest || size > kLargest) {
    throw ArgumentError(
        fmt::format("{0}: struct_size is {1}, not {2} or more; begin with the macro {0}_INIT in "
                    "capitals, which sets it",
                    type, size, smallest));
  }
}

/// Returns the caller's structure, with `usual` values in fields that it lacks. Throws
/// ArgumentError for a wrong size, and if a field that this version doesn't know isn't 0: the
/// caller wants something that would not be done. `smallest`: see check_size.
template <typename Struct>
Struct read_versioned(const Struct* given, const Struct& usual, std::size_t smallest,
                      const char* type) {
  Struct result = usual;
  if (given == nullptr) {
    return result;
  }
  const std::size_t size = given->struct_size;
  check_size(size, smallest, type);
  std::memcpy(&result, given, std::min(size, sizeof(Struct)));
  result.struct_size = sizeof(Struct);
  const auto* const bytes = reinterpret_cast<const char*>(given);
  for (std::size_t i = sizeof(Struct); i < size; ++i) {
    if (bytes[i] != 0) {
      throw ArgumentError(fmt::format(
          "{} has fields that version {} of the library doesn't know; install the version that the "
          "program was built with",
          type, resnext_version()));
    }
  }
  return result;
}

/// Fills as much of `target` as the caller's version of it has; the rest of a longer one stays.
/// Throws ArgumentError for a null pointer or a wrong size.
template <typename Struct>
void write_versioned(const Struct& values, Struct* target, std::size_t smallest, const char* type) {
  check_not_null(target, type);
  const std::size_t size = target->struct_size;
  check_size(size, smallest, type);
  std::memcpy(target, &values, std::min(size, sizeof(Struct)));
  target->struct_size = size;
}

}  // namespace resnext::api
