// SPDX-License-Identifier: Apache-2.0
#include "images/source/class_folders.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/folder_entries.h"
#include "base/text/natural_order.h"

namespace resnext {

namespace fs = std::filesystem;

std::vector<fs::path> class_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  for (const fs::path& entry : folder_entries(folder, error)) {
    if (entry.filename().string().starts_with('.')) {
      continue;
    }
    std::error_code failure;
    const bool is_folder = fs::is_directory(entry, failure);
    const bool no_folder = failure == std::errc::no_such_file_or_directory ||
                           failure == std::errc::too_many_symbolic_link_levels;  // a broken link
    if (failure && !no_folder) {
      error = failure;
      break;
    }
    if (is_folder) {
      folders.push_back(entry);
    }
  }
  if (error) {
    throw UsageError(fmt::format(
        "{}: can't be read: {}; expected a folder that holds a folder of images for each class",
        folder.string(), error.message()));
  }
  std::ranges::sort(folders, natural_less,
                    [](const fs::path& path) { return path.filename().string(); });
  return folders;
}

}  // namespace resnext
