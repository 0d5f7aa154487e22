// SPDX-License-Identifier: Apache-2.0
#include "training/training_set.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "base/error.h"
#include "base/random_order.h"
#include "base/text/natural_order.h"
#include "base/text/quote.h"
#include "base/text/text_lines.h"
#include "images/source/class_folders.h"
#include "images/source/image_files.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

void check_counts(std::span<const int> classes, std::span<const std::string> names,
                  const std::string& where) {
  std::vector<std::size_t> counts(names.size());
  for (const int index : classes) {
    ++counts[static_cast<std::size_t>(index)];
  }
  for (std::size_t c = 0; c < names.size(); ++c) {
    if (counts[c] < 2) {
      throw UsageError(
          fmt::format("{}the class \"{}\" has {} that can be read; training needs two or more of "
                      "each class. Add images, or take the class out",
                      where, names[c], counts[c] == 0 ? "no image" : "one image"));
    }
  }
  if (names.size() < 2) {
    throw UsageError(
        fmt::format("{}found {} class{}; training needs two or more, each a folder of images",
                    where, names.size(), names.size() == 1 ? "" : "es"));
  }
}

/// Throws UsageError for a name that is not UTF-8: a model's config, which is JSON, can't hold it.
void check_name(const std::string& name, const std::string& where) {
  if (!is_utf8(name)) {
    throw UsageError(fmt::format(
        "{}: the class {} has a name that is not UTF-8, which a model can't keep; rename it", where,
        quote(name)));
  }
}

void check_counts(const TrainingSet& set, const std::string& where) {
  std::vector<int> classes;
  for (const TrainingImage& image : set.images) {
    classes.push_back(image.class_index);
  }
  check_counts(classes, set.classes, where + ": ");
}

}  // namespace

TrainingSet training_set_in_folder(const fs::path& folder) {
  TrainingSet set;
  for (const fs::path& class_folder : class_folders(folder)) {
    for (fs::path& image : list_images({class_folder})) {
      set.images.push_back({std::move(image), static_cast<int>(set.classes.size())});
    }
    check_name(class_folder.filename().string(), folder.string());
    set.classes.push_back(class_folder.filename().string());
  }
  check_counts(set, folder.string());
  return set;
}

TrainingSet training_set_in_list(const fs::path& list, const fs::path& folder) {
  std::ifstream stream(list, std::ios::binary);
  return training_set_in_list(stream, list.string(), folder);
}

TrainingSet training_set_in_list(std::istream& stream, const std::string& name,
                                 const fs::path& folder) {
  std::map<std::string, std::vector<fs::path>> by_class;
  for (const TextLine& line : read_text_lines(stream, name, "lines of path, tab, class")) {
    if (line.text.empty()) {
      continue;
    }
    const std::size_t tab = line.text.find('\t');
    std::string class_name =
        tab == std::string::npos
            ? ""
            : line.text.substr(tab + 1, line.text.find('\t', tab + 1) - tab - 1);
    class_name.erase(class_name.find_last_not_of(' ') + 1);  // as `evaluate` reads lists
    if (tab == 0 || class_name.empty()) {
      throw UsageError(fmt::format("{}: expected \"path TAB class\", found \"{}\"", line.where,
                                   line.text.substr(0, 80)));
    }
    check_name(class_name, line.where);
    by_class[class_name].push_back(folder / line.text.substr(0, tab));
  }
  TrainingSet set;
  for (const auto& [class_name, paths] : by_class) {
    set.classes.push_back(class_name);
  }
  std::sort(set.classes.begin(), set.classes.end(), natural_less);
  for (std::size_t c = 0; c < set.classes.size(); ++c) {
    for (fs::path& path : by_class[set.classes[c]]) {
      set.images.push_back({std::move(path), static_cast<int>(c)});
    }
  }
  check_counts(set, name);
  return set;
}

Split stratified_split(std::span<const int> classes, std::span<const std::string> names,
                       double fraction, std::uint64_t seed) {
  check_counts(classes, names, "");
  std::vector<std::vector<std::size_t>> of_class(names.size());
  for (std::size_t i = 0; i < classes.size(); ++i) {
    of_class[static_cast<std::size_t>(classes[i])].push_back(i);
  }
  Split split;
  for (std::size_t c = 0; c < of_class.size(); ++c) {
    const std::size_t count = of_class[c].size();
    const auto wanted =
        static_cast<std::size_t>(std::lround(fraction * static_cast<double>(count)));
    const std::size_t kept_back = std::clamp<std::size_t>(wanted, 1, count - 1);
    // Random streams that no epoch uses.
    const std::vector<std::size_t> order = random_order(count, seed, (std::uint64_t{1} << 32) + c);
    for (std::size_t i = 0; i < count; ++i) {
      (i < kept_back ? split.validation : split.training).push_back(of_class[c][order[i]]);
    }
  }
  std::sort(split.training.begin(), split.training.end());
  std::sort(split.validation.begin(), split.validation.end());
  return split;
}

}  // namespace resnext
