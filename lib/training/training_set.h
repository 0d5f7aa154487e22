#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "inference/image_result.h"

namespace resnext {

/// An image to learn from.
struct TrainingImage {
  std::filesystem::path path;
  int class_index = 0;  ///< into TrainingSet::classes
};

/// Images of classes that need not be any model's.
struct TrainingSet {
  std::vector<std::string> classes;  ///< names, in natural order ("img2" before "img10")
  std::vector<TrainingImage> images;
};

/// A folder that holds a folder for each class, called as the class is to be called; below it
/// images at any depth, in natural order. Hidden folders are left out. Throws UsageError that names
/// the class for one with fewer than two images or a name that is not UTF-8, and if there are fewer
/// than two classes.
TrainingSet training_set_in_folder(const std::filesystem::path& folder);

/// A text file of lines "path TAB class"; further columns are ignored. Relative paths are below
/// `folder`. Errors as above, and UsageError that names a line that is none.
TrainingSet training_set_in_list(const std::filesystem::path& list,
                                 const std::filesystem::path& folder);

/// Which images are learned from, and which the model is judged by; indices, ascending.
struct Split {
  std::vector<std::size_t> training;
  std::vector<std::size_t> validation;
};

/// Of each class the part `fraction` for validation, but at least one image, and at least one for
/// training; chosen by `seed`. `classes` is the class of each image. Throws UsageError that names
/// the class if one has fewer than two images.
Split stratified_split(std::span<const int> classes, std::span<const std::string> names,
                       double fraction, std::uint64_t seed);

}  // namespace resnext
