// SPDX-License-Identifier: Apache-2.0
#include "evaluation/labelled_images.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "base/files/folder_entries.h"
#include "evaluation/imagenet_validation.h"
#include "evaluation/label_list.h"
#include "evaluation/labelled_image_collector.h"
#include "evaluation/listed_classes.h"
#include "images/source/class_folders.h"
#include "images/source/image_files.h"
#include "inference/class_names.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Throws UsageError for numbers that may be indices from 0 or the development kit's ids from 1:
/// only the indices have a 0, only the ids a 1000.
void refuse_unclear_numbers(const fs::path& list, const std::vector<ListedLabel>& lines) {
  const auto has = [&lines](const char* name) {
    return std::any_of(lines.begin(), lines.end(),
                       [name](const ListedLabel& line) { return line.name == name; });
  };
  if (std::any_of(lines.begin(), lines.end(),
                  [](const ListedLabel& line) { return is_wordnet_id(line.name); })) {
    return;
  }
  const std::string advice =
      "; if they are the development kit's ids, name its table of ids and WordNet ids with "
      "--synsets FILE; otherwise write lines of \"path TAB class\"";
  if (has("1000")) {
    throw UsageError(fmt::format(
        "{}: the numbers go up to 1000, so they are not class indices, which run from 0 to 999{}",
        list.string(), advice));
  }
  if (!has("0")) {
    throw UsageError(
        fmt::format("{}: no line is 0 and none is 1000, so the numbers may be class indices from 0 "
                    "or ids from 1{}",
                    list.string(), advice));
  }
}

/// Returns the line of each image in `images`.
std::vector<std::size_t> lines_of(const std::vector<fs::path>& images, const fs::path& list,
                                  std::size_t lines) {
  std::vector<std::size_t> chosen;
  std::size_t numbered = 0;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::optional<int> number = validation_number(images[i]);
    numbered += number ? 1 : 0;
    chosen.push_back(number ? static_cast<std::size_t>(*number) - 1 : i);
    if (number && (*number < 1 || static_cast<std::size_t>(*number) > lines)) {
      throw UsageError(fmt::format("{}: the list {} has {} lines, and none for this image",
                                   images[i].string(), list.string(), lines));
    }
  }
  if (numbered != images.size() && (numbered > 0 || images.size() != lines)) {
    throw UsageError(fmt::format(
        "{}: the list has {} lines without paths, the folder {} images, {} of them with "
        "a name like ILSVRC2012_val_00000001.JPEG; expected as many lines as images, or "
        "such names alone",
        list.string(), lines, images.size(), numbered));
  }
  return chosen;
}

bool holds_validation_images(const fs::path& folder) {
  std::error_code error;
  const std::vector<fs::path> entries = folder_entries(folder, error);
  if (error) {
    throw UsageError(fmt::format("{}: can't be read: {}", folder.string(), error.message()));
  }
  return std::ranges::any_of(
      entries, [](const fs::path& entry) { return validation_number(entry).has_value(); });
}

}  // namespace

LabelledImages labelled_images_in_folder(const fs::path& folder, std::span<const Label> labels,
                                         UnknownClasses unknown) {
  const ClassNames names(labels);
  LabelledImageCollector collector(labels, unknown);
  for (const fs::path& class_folder : class_folders(folder)) {
    const std::string name = class_folder.filename().string();
    const std::optional<int> index = names.look_up(name, folder.string());
    std::vector<fs::path> images = list_images({class_folder});
    if (!index) {
      collector.add_unknown(name, folder.string(), static_cast<int>(images.size()));
      continue;
    }
    for (fs::path& image : images) {
      collector.add(std::move(image), index, name, folder.string());
    }
  }
  if (collector.is_empty() && holds_validation_images(folder)) {
    throw UsageError(folder.string() +
                     ": ImageNet's validation images in one folder; name the list of their classes "
                     "with --labels");
  }
  return collector.finish(folder.string() + ": no images found; expected a folder for each class");
}

LabelledImages labelled_images_in_list(const fs::path& list, std::span<const Label> labels,
                                       const LabelListOptions& options) {
  const std::vector<ListedLabel> lines = read_label_list(list);
  const ListedClasses classes(labels, options.synsets);
  LabelledImageCollector collector(labels, options.unknown);
  const auto add = [&](fs::path path, const ListedLabel& line) {
    const std::optional<int> index = classes.find(line);
    collector.add(std::move(path), index, classes.name(line), line.where);
  };
  if (!lines.front().file.empty()) {
    for (const ListedLabel& line : lines) {
      add(options.folder / line.file, line);
    }
  } else {
    if (options.synsets.empty() && classes.has_imagenet_classes()) {
      refuse_unclear_numbers(list, lines);
    }
    std::vector<fs::path> images = list_images({options.folder});
    const std::vector<std::size_t> chosen = lines_of(images, list, lines.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
      add(std::move(images[i]), lines[chosen[i]]);
    }
  }
  return collector.finish(options.folder.string() + ": no images found");
}

int leave_out_other_classes(LabelledImages& images, std::span<const int> classes) {
  return static_cast<int>(std::erase_if(images.images, [classes](const LabelledImage& image) {
    return !std::binary_search(classes.begin(), classes.end(), image.class_index);
  }));
}

}  // namespace resnext
