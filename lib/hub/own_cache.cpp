// SPDX-License-Identifier: Apache-2.0
#include "hub/own_cache.h"

#include <fmt/format.h>

#include <functional>
#include <system_error>

#include "base/error.h"
#include "base/files/folder_entries.h"
#include "base/files/hash_record.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLock = "lock";

/// Calls `visit` for each of the part's files, which are regular ones.
void visit_files(const CachePart& part, const std::function<void(const fs::path&)>& visit) {
  std::error_code error;
  if (fs::is_regular_file(fs::symlink_status(part.path, error))) {
    visit(part.path);
    return;
  }
  std::vector<fs::path> files;  // listed before any is removed
  for (const fs::path& entry : folder_entries(part.path, error)) {
    if (fs::is_regular_file(fs::symlink_status(entry, error)) && entry.filename() != kLock) {
      files.push_back(entry);
    }
  }
  for (const fs::path& file : files) {
    visit(file);
  }
}

std::uint64_t size_of_file(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

std::vector<std::string> cache_part_names() { return {"packed", "features", "hashes"}; }

std::vector<CachePart> list_own_cache(const Environment& environment) {
  if (!has_cache_home(environment)) {
    return {};
  }
  const fs::path cache = own_cache(environment);
  std::vector<CachePart> parts = {{"packed", cache / "packed"},
                                  {"features", cache / "features"},
                                  {"hashes", verified_record(environment).path()}};
  for (CachePart& part : parts) {
    visit_files(part, [&part](const fs::path& file) {
      ++part.files;
      part.bytes += size_of_file(file);
    });
  }
  return parts;
}

CachePart clear_cache_part(const CachePart& part) {
  CachePart removed = {part.name, part.path};
  visit_files(part, [&removed](const fs::path& file) {
    const std::uint64_t bytes = size_of_file(file);
    std::error_code error;
    const bool was_there = fs::remove(file, error);
    if (error) {
      throw OutputError(fmt::format("{}: can't be removed: {}", file.string(), error.message()));
    }
    removed.files += was_there ? 1 : 0;
    removed.bytes += was_there ? bytes : 0;
  });
  return removed;
}

}  // namespace resnext
