// SPDX-License-Identifier: Apache-2.0
#include "images/source/glob.h"

#include <fnmatch.h>

#include <algorithm>
#include <cerrno>

#include "base/error.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

bool has_magic(const std::string& part) { return part.find_first_of("*?[") != std::string::npos; }

fs::path join(const fs::path& folder, const std::string& name) {
  return folder.empty() ? fs::path(name) : folder / name;
}

fs::file_type type_of(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type();
}

}  // namespace

bool is_pattern(const fs::path& path) { return has_magic(path.native()); }

bool is_recursive(const fs::path& pattern) {
  return std::ranges::find(pattern, fs::path("**")) != pattern.end();
}

Glob::Glob(const fs::path& pattern) : recursive_(is_recursive(pattern)) {
  for (const fs::path& part : pattern.relative_path()) {
    if (!part.empty()) parts_.push_back(part.native());
  }
  if (std::ranges::count(parts_, "**") > 1) {
    throw UsageError(pattern.string() + ": \"**\" may stand in a pattern once, not more often");
  }
  search(pattern.root_path(), 0);
}

void Glob::search(const fs::path& folder, std::size_t part) {
  fs::path path = folder;
  while (part < parts_.size() && !has_magic(parts_[part])) path = join(path, parts_[part++]);
  if (part < parts_.size()) {
    const bool hidden = parts_[part].starts_with('.');
    levels_.push_back({path, part, FolderListing(path.empty() ? "." : path, hidden)});
    const int failure = levels_.back().listing.error();
    const bool reported = std::find(parts_.begin(), parts_.begin() + static_cast<int>(part),
                                    "**") != parts_.begin() + static_cast<int>(part);
    if (failure != 0 && failure != ENOENT && failure != ENOTDIR && !reported) {
      found_.push_back(path);
    }
    return;
  }
  std::error_code error;
  if (type_of(path) != fs::file_type::not_found && !(recursive_ && fs::is_directory(path, error))) {
    found_.push_back(path);
  }
}

void Glob::try_name(const fs::path& folder, std::size_t part, const std::string& name) {
  const fs::path path = join(folder, name);
  if (parts_[part] == "**") {
    const fs::file_type type = type_of(path);
    if (type == fs::file_type::none) {  // a folder or a file, whose record will say why
      found_.push_back(path);
      return;
    }
    if (type == fs::file_type::directory) search(path, part);  // it stands for this folder, too
    ++part;  // or ends here: the next part must match
    if (part == parts_.size()) {
      search(path, part);
      return;
    }
  }
  if (fnmatch(parts_[part].c_str(), name.c_str(), FNM_PERIOD | FNM_PATHNAME) == 0) {
    search(path, part + 1);
  }
}

std::optional<ImageInput> Glob::next() {
  while (true) {
    if (!found_.empty()) {
      ImageInput input{std::move(found_.back())};
      found_.pop_back();
      return input;
    }
    if (levels_.empty()) return std::nullopt;
    Level& level = levels_.back();
    if (level.next == level.listing.size()) {
      levels_.pop_back();
    } else {
      const std::string name(level.listing.name(level.next++));
      try_name(fs::path(level.folder), level.part, name);  // may push a level
    }
  }
}

}  // namespace resnext
