#include "task/labelled_images.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "pipeline/image_files.h"
#include "pipeline/natural_order.h"
#include "task/class_names.h"
#include "task/text_lines.h"

namespace resnext {

std::vector<LabelledImage> labelled_images_in_folder(const std::filesystem::path& folder,
                                                     std::span<const Label> labels) {
  std::error_code error;
  std::vector<std::filesystem::path> class_folders;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code no_folder;  // a dangling or circular link is none
    if (!entry->path().filename().string().starts_with('.') && entry->is_directory(no_folder)) {
      class_folders.push_back(entry->path());
    }
  }
  if (error) {
    throw UsageError(folder.string() + ": can't be read: " + error.message());
  }
  std::sort(class_folders.begin(), class_folders.end(), [](const auto& a, const auto& b) {
    return natural_less(a.filename().string(), b.filename().string());
  });
  const ClassNames names(labels);
  std::vector<LabelledImage> images;
  for (const std::filesystem::path& class_folder : class_folders) {
    const int index = names.find(class_folder.filename().string(), folder.string());
    for (std::filesystem::path& image : list_images({class_folder})) {
      images.push_back({std::move(image), index});
    }
  }
  if (images.empty()) {
    throw UsageError(folder.string() + ": no images found; expected a folder for each class");
  }
  return images;
}

std::vector<LabelledImage> labelled_images_in_list(const std::filesystem::path& list,
                                                   const std::filesystem::path& folder,
                                                   std::span<const Label> labels) {
  const ClassNames names(labels);
  std::vector<LabelledImage> images;
  for (const auto& [line, where] : read_text_lines(list, "lines of path, tab, class")) {
    if (line.empty()) {
      continue;
    }
    const std::size_t tab = line.find('\t');
    if (tab == std::string::npos || tab == 0) {
      throw UsageError(where + ": expected \"path TAB class\", found \"" + line.substr(0, 80) +
                       "\"");
    }
    const std::string name = line.substr(tab + 1, line.find('\t', tab + 1) - tab - 1);
    images.push_back({folder / line.substr(0, tab), names.find_or_parse(name, where)});
  }
  if (images.empty()) {
    throw UsageError(list.string() + ": the list is empty");
  }
  return images;
}

}  // namespace resnext
