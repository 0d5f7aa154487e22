// SPDX-License-Identifier: Apache-2.0
#include "base/files/folder_entries.h"

#include <dirent.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace resnext {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

}  // namespace

std::vector<std::filesystem::path> folder_entries(const std::filesystem::path& folder,
                                                  std::error_code& error) {
  error.clear();
  std::vector<std::filesystem::path> entries;
  const std::unique_ptr<DIR, CloseFolder> opened(::opendir(folder.c_str()));
  if (opened == nullptr) {
    error.assign(errno, std::generic_category());
    return entries;
  }
  errno = 0;
  while (const dirent* const entry = ::readdir(opened.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") {
      entries.push_back(folder / name);
    }
    errno = 0;
  }
  if (errno != 0) {
    error.assign(errno, std::generic_category());
  }
  return entries;
}

}  // namespace resnext
