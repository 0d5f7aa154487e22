// SPDX-License-Identifier: Apache-2.0
#include "images/source/pattern_reach.h"

#include <fnmatch.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "images/source/glob.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

using Parts = std::vector<std::string>;

/// Returns the names that lead to `path`, without those of links and ".." as far as it exists.
Parts canonical_parts(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  const fs::path whole = fs::weakly_canonical(absolute, error);
  const fs::path relative = (error ? absolute : whole).relative_path();
  return {relative.begin(), relative.end()};
}

/// Returns whether a name that ends in ".png" could match.
bool matches_some_png(const std::string& part) {
  const std::string tail = part.substr(part.find_last_of("*?]") + 1);  // the whole if it has none
  return std::string(".png").ends_with(tail) || tail.ends_with(".png");
}

bool covers(std::span<const std::string> pattern, std::span<const std::string> folder,
            bool recursive) {
  if (pattern.empty()) return !recursive;  // it matches a folder, which is walked
  const std::string& part = pattern.front();
  if (part == "**") {
    return pattern.size() == 1 || covers(pattern.subspan(1), folder, recursive) ||
           (!folder.empty() && covers(pattern, folder.subspan(1), recursive));
  }
  if (folder.empty()) return pattern.size() == 1 && matches_some_png(part);
  return fnmatch(part.c_str(), folder.front().c_str(), FNM_PERIOD) == 0 &&
         covers(pattern.subspan(1), folder.subspan(1), recursive);
}

}  // namespace

bool may_take_pictures_from(const fs::path& pattern, const fs::path& folder) {
  fs::path base = ".";
  Parts rest;
  for (const fs::path& part : pattern) {
    if (rest.empty() && !is_pattern(part)) {
      base /= part;
    } else if (!part.empty()) {
      rest.push_back(part.native());
    }
  }
  const Parts outer = canonical_parts(base);
  const Parts inner = canonical_parts(folder);
  if (inner.size() < outer.size() || !std::equal(outer.begin(), outer.end(), inner.begin())) {
    return false;
  }
  return covers(rest, std::span(inner).subspan(outer.size()), is_recursive(pattern));
}

}  // namespace resnext
