#include "images/source/class_folders.h"

#include <algorithm>

#include "base/error.h"
#include "base/text/natural_order.h"

namespace resnext {

namespace fs = std::filesystem;

std::vector<fs::path> class_folders(const fs::path& folder) {
  std::vector<fs::path> folders;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code no_folder;  // a dangling or circular link is none
    if (!entry->path().filename().string().starts_with('.') && entry->is_directory(no_folder)) {
      folders.push_back(entry->path());
    }
  }
  if (error) {
    throw UsageError(folder.string() + ": can't be read: " + error.message() +
                     "; expected a folder that holds a folder of images for each class");
  }
  std::ranges::sort(folders, natural_less,
                    [](const fs::path& path) { return path.filename().string(); });
  return folders;
}

}  // namespace resnext
