#include "evaluation/labelled_images.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/error.h"
#include "evaluation/imagenet_validation.h"
#include "evaluation/label_list.h"
#include "images/source/class_folders.h"
#include "images/source/image_files.h"
#include "inference/class_names.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

bool is_number(const std::string& name) {
  return name.find_first_not_of("0123456789") == std::string::npos;
}

std::string synset_of(const ListedLabel& label, const std::map<int, std::string>& synsets) {
  const auto synset =
      label.name.size() > 6 ? synsets.end() : synsets.find(std::stoi("0" + label.name));
  if (synset == synsets.end()) {
    throw UsageError(fmt::format("{}: {} is no id of the synsets", label.where, label.name));
  }
  return synset->second;
}

/// What to call a class that the model does not have.
std::string name_of(const ListedLabel& label, const std::map<int, std::string>& synsets) {
  if (!is_number(label.name)) {
    return label.name;
  }
  return synsets.empty() ? "ImageNet class " + label.name : synset_of(label, synsets);
}

/// Gathers images, and classes that the model does not have.
class Gathering {
 public:
  explicit Gathering(UnknownClasses unknown) : unknown_(unknown) {}

  void add(fs::path path, std::optional<int> index, const std::string& name,
           const std::string& where) {
    if (index) {
      found_.images.push_back({std::move(path), *index});
    } else {
      add_unknown(name, where);
    }
  }

  /// Also a class without images: a folder that is empty.
  void add_unknown(const std::string& name, const std::string& where, int images = 1) {
    if (first_unknown_.empty()) {
      first_unknown_ = fmt::format(
          "{}: \"{}\" is no class of the model; expected a WordNet id or a label", where, name);
    }
    found_.unknown[name] += images;
  }

  /// Nothing was added, not even of an unknown class.
  bool is_empty() const { return found_.images.empty() && found_.unknown.empty(); }

  LabelledImages finish(const std::string& no_images) {
    if (!found_.unknown.empty() && unknown_ == UnknownClasses::kRefuse) {
      const std::size_t others = found_.unknown.size() - 1;
      throw UsageError(
          fmt::format("{}{}. --skip-unknown leaves their images out", first_unknown_,
                      others > 0 ? fmt::format(". There are {} more such classes", others) : ""));
    }
    if (found_.images.empty()) {
      throw UsageError(found_.unknown.empty() ? no_images
                                              : first_unknown_ + ", and neither is any other");
    }
    return std::move(found_);
  }

 private:
  UnknownClasses unknown_;
  LabelledImages found_;
  std::string first_unknown_;
};

/// From the names and numbers of a list to the model's classes.
class ListedClasses {
 public:
  ListedClasses(std::span<const Label> labels, const std::map<int, std::string>& synsets)
      : names_(labels), synsets_(synsets) {
    for (std::size_t index = 0; index < labels.size(); ++index) {
      if (labels[index].imagenet_index) {
        of_imagenet_.emplace(*labels[index].imagenet_index, static_cast<int>(index));
      }
    }
  }

  bool has_imagenet_classes() const { return !of_imagenet_.empty(); }

  /// nullopt for a class that the model does not have.
  std::optional<int> find(const ListedLabel& label) const {
    if (!is_number(label.name)) {
      return names_.look_up(label.name, label.where);
    }
    if (!synsets_.empty()) {
      return names_.look_up(synset_of(label, synsets_), label.where);
    }
    const bool imagenet = label.file.empty() || validation_number(label.file).has_value();
    if (!imagenet || !has_imagenet_classes()) {
      return names_.find_or_parse(label.name, label.where);
    }
    if (label.name.size() > 3) {
      throw UsageError(
          fmt::format("{}: expected an index of ImageNet's classes, 0 to 999, found {}; the "
                      "development kit's ids need --synsets FILE",
                      label.where, label.name));
    }
    const auto known = of_imagenet_.find(std::stoi(label.name));
    return known == of_imagenet_.end() ? std::nullopt : std::optional(known->second);
  }

 private:
  ClassNames names_;
  const std::map<int, std::string>& synsets_;
  std::map<int, int> of_imagenet_;
};

/// Indices from 0 and the development kit's ids from 1 look alike, but only one has 0 and only the
/// other has 1000.
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
      "--synsets FILE; else write lines of \"path TAB class\"";
  if (has("1000")) {
    throw UsageError(list.string() +
                     ": the numbers go up to 1000, so they are no class indices, "
                     "which run from 0 to 999" +
                     advice);
  }
  if (!has("0")) {
    throw UsageError(list.string() +
                     ": no line is 0 and none is 1000, so it can't be told whether the numbers are "
                     "class indices from 0 or ids from 1" +
                     advice);
  }
}

/// The line of each image in `images`.
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
  return std::any_of(fs::directory_iterator(folder), fs::directory_iterator(),
                     [](const auto& entry) { return validation_number(entry.path()).has_value(); });
}

}  // namespace

LabelledImages labelled_images_in_folder(const fs::path& folder, std::span<const Label> labels,
                                         UnknownClasses unknown) {
  const ClassNames names(labels);
  Gathering gathering(unknown);
  for (const fs::path& class_folder : class_folders(folder)) {
    const std::string name = class_folder.filename().string();
    const std::optional<int> index = names.look_up(name, folder.string());
    std::vector<fs::path> images = list_images({class_folder});
    if (!index) {
      gathering.add_unknown(name, folder.string(), static_cast<int>(images.size()));
      continue;
    }
    for (fs::path& image : images) {
      gathering.add(std::move(image), index, name, folder.string());
    }
  }
  if (gathering.is_empty() && holds_validation_images(folder)) {
    throw UsageError(folder.string() +
                     ": ImageNet's validation images in one folder; name the list of their classes "
                     "with --labels");
  }
  return gathering.finish(folder.string() + ": no images found; expected a folder for each class");
}

LabelledImages labelled_images_in_list(const fs::path& list, std::span<const Label> labels,
                                       const LabelListOptions& options) {
  const std::vector<ListedLabel> lines = read_label_list(list);
  const ListedClasses classes(labels, options.synsets);
  Gathering gathering(options.unknown);
  const auto add = [&](fs::path path, const ListedLabel& line) {
    const std::optional<int> index = classes.find(line);
    gathering.add(std::move(path), index, name_of(line, options.synsets), line.where);
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
  return gathering.finish(options.folder.string() + ": no images found");
}

int leave_out_other_classes(LabelledImages& images, std::span<const int> classes) {
  return static_cast<int>(std::erase_if(images.images, [classes](const LabelledImage& image) {
    return !std::binary_search(classes.begin(), classes.end(), image.class_index);
  }));
}

}  // namespace resnext
