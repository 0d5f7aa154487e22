// SPDX-License-Identifier: Apache-2.0
#include "base/files/folder_entries.h"

#include <dirent.h>

#include <cerrno>
#include <memory>

namespace resnext {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

std::error_code visit_folder(const std::filesystem::path& folder,
                             const std::function<void(std::string_view name)>& visit) {
  const std::unique_ptr<DIR, CloseFolder> opened(::opendir(folder.c_str()));
  if (opened == nullptr) {
    return {errno, std::generic_category()};
  }
  errno = 0;
  while (const dirent* const entry = ::readdir(opened.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      visit(name);
    }
    errno = 0;
  }
  return {errno, std::generic_category()};
}

std::vector<std::filesystem::path> folder_entries(const std::filesystem::path& folder,
                                                  std::error_code& error) {
  std::vector<std::filesystem::path> entries;
  error = visit_folder(folder, [&](std::string_view name) { entries.push_back(folder / name); });
  return entries;
}

}  // namespace resnext
