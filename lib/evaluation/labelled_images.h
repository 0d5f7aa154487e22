// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "models/labels.h"

// Finds the images of an evaluation and the classes that they show.
namespace resnext {

/// An image and the class that it is known to show.
struct LabelledImage {
  std::filesystem::path path;
  int class_index = 0;
};

/// What to do with images of a class that the model does not have.
enum class UnknownClasses {
  kRefuse,   ///< an error that names the class
  kLeaveOut  ///< leave them out and count them
};

struct LabelledImages {
  std::vector<LabelledImage> images;
  std::map<std::string, int> unknown;  ///< images left out, by their class's name in the data
};

/// Lists the images in a folder with a subfolder for each class, named by WordNet id or label;
/// images lie below it at any depth and come in natural order. Throws UsageError for a subfolder
/// that names none of the model's classes (unless they are to be left out), a name that two classes
/// share, or if there are no images.
LabelledImages labelled_images_in_folder(const std::filesystem::path& folder,
                                         std::span<const Label> labels,
                                         UnknownClasses unknown = UnknownClasses::kRefuse);

/// How to read a list of labels.
struct LabelListOptions {
  /// What relative paths are relative to. For a list of classes only, the folder of the images.
  std::filesystem::path folder;
  /// What the numbers mean; see read_synsets. Empty: class indices from 0. They are ImageNet's if
  /// the images have the names of ImageNet's validation images or the list has no paths, otherwise
  /// the model's.
  std::map<int, std::string> synsets = {};
  UnknownClasses unknown = UnknownClasses::kRefuse;
};

/// Reads images from a list in one of the forms of read_label_list. If the list has no paths, line
/// N belongs to the image in the folder with validation_number N, or, if no image has such a name,
/// to the Nth image in natural order. Throws UsageError that names the line, also for numbers
/// without paths that may be the development kit's ids, unless there are synsets.
LabelledImages labelled_images_in_list(const std::filesystem::path& list,
                                       std::span<const Label> labels,
                                       const LabelListOptions& options);

/// Removes the images of classes that are not in `classes`, which is ascending; returns how many.
int leave_out_other_classes(LabelledImages& images, std::span<const int> classes);

}  // namespace resnext
