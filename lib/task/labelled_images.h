#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "config/labels.h"

namespace resnext {

/// An image and the class that it is known to show.
struct LabelledImage {
  std::filesystem::path path;
  int class_index = 0;
};

/// A folder that holds a folder for each class, named by WordNet id or by label; below it images at
/// any depth, in natural order. Throws UsageError for a folder that names no class of the model, a
/// name that two classes share, or if there are no images.
std::vector<LabelledImage> labelled_images_in_folder(const std::filesystem::path& folder,
                                                     std::span<const Label> labels);

/// A text file of lines "path TAB class", where the class is a WordNet id, a label or a class
/// index; further columns are ignored, so that Tiny-ImageNet's val_annotations.txt serves as it is.
/// Relative paths are below `folder`. Throws UsageError that names the line.
std::vector<LabelledImage> labelled_images_in_list(const std::filesystem::path& list,
                                                   const std::filesystem::path& folder,
                                                   std::span<const Label> labels);

}  // namespace resnext
