#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "models/labels.h"

namespace resnext {

/// An image and the class that it is known to show.
struct LabelledImage {
  std::filesystem::path path;
  int class_index = 0;
};

/// What to do with images of a class that the model does not have.
enum class UnknownClasses {
  kRefuse,   ///< an error that names the class
  kLeaveOut  ///< leave them out, and count them
};

struct LabelledImages {
  std::vector<LabelledImage> images;
  std::map<std::string, int> unknown;  ///< images left out, by their class's name in the data
};

/// A folder that holds a folder for each class, named by WordNet id or by label; below it images at
/// any depth, in natural order. Throws UsageError for a folder that names no class of the model
/// (unless told to leave it out), a name that two classes share, or if there are no images.
LabelledImages labelled_images_in_folder(const std::filesystem::path& folder,
                                         std::span<const Label> labels,
                                         UnknownClasses unknown = UnknownClasses::kRefuse);

/// How a list of labels is read.
struct LabelListOptions {
  /// Where relative paths begin. For a list of classes alone, the folder of the images.
  std::filesystem::path folder;
  /// What its numbers are; see read_synsets. Empty: class indices from 0, ImageNet's if the images
  /// have the names of ImageNet's validation images or the list has no paths, else the model's.
  std::map<int, std::string> synsets = {};
  UnknownClasses unknown = UnknownClasses::kRefuse;
};

/// Images by a list in one of the forms of read_label_list. A list without paths goes with a folder
/// of images: line N is that of the image with validation_number N, or, if no image has such a
/// name, of the Nth image in natural order. Numbers without paths that may be the development
/// kit's ids are refused, unless there are synsets. Throws UsageError that names the line.
LabelledImages labelled_images_in_list(const std::filesystem::path& list,
                                       std::span<const Label> labels,
                                       const LabelListOptions& options);

/// Takes out the images of classes that are not in `classes`, which is ascending; returns how many.
int leave_out_other_classes(LabelledImages& images, std::span<const int> classes);

}  // namespace resnext
