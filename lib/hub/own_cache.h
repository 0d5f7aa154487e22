// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/environment.h"

// What this program keeps on disk between runs, to save time: all of it can be made again.
namespace resnext {

/// One kind of thing in own_cache().
struct CachePart {
  std::string name;            ///< "packed", "features" or "hashes"
  std::filesystem::path path;  ///< its folder or file, which may not exist
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// Returns the names of all parts.
std::vector<std::string> cache_part_names();

/// Returns all parts, in that order, with what they hold; none if there is no place for a cache.
std::vector<CachePart> list_own_cache(const Environment& environment);

/// Removes the files of a part, but not the lock by which processes take turns, and no
/// symbolic links. Returns what was removed. Throws OutputError if a file can't be removed.
CachePart clear_cache_part(const CachePart& part);

}  // namespace resnext
