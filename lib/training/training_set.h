// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <span>
#include <string>
#include <vector>

#include "inference/image_result.h"

// Finds the images of a training set and splits them.
namespace resnext {

/// An image and its class.
struct TrainingImage {
  std::filesystem::path path;
  int class_index = 0;  ///< into TrainingSet::classes
};

/// Images and classes, which need not be those of any model.
struct TrainingSet {
  std::vector<std::string> classes;  ///< names, in natural order ("img2" before "img10")
  std::vector<TrainingImage> images;
};

/// Lists the images in a folder with a subfolder for each class, which gives it its name; images
/// lie below it at any depth and come in natural order. Skips hidden folders. Throws UsageError
/// that names the class for one with fewer than two images or a name that is not UTF-8, and if
/// there are fewer than two classes.
TrainingSet training_set_in_folder(const std::filesystem::path& folder);

/// Reads lines of "path TAB class", ignoring further columns. Relative paths are relative to
/// `folder`. Throws as above, and UsageError that names a malformed line.
TrainingSet training_set_in_list(const std::filesystem::path& list,
                                 const std::filesystem::path& folder);

/// Does the same for a stream; `name` stands for the list in messages.
TrainingSet training_set_in_list(std::istream& stream, const std::string& name,
                                 const std::filesystem::path& folder);

/// The images for training and for validation, as ascending indices.
struct Split {
  std::vector<std::size_t> training;
  std::vector<std::size_t> validation;
};

/// Chooses, by `seed`, a `fraction` of each class for validation, but at least one image for each
/// of the two. `classes` is the class of each image. Throws UsageError that names a class with
/// fewer than two images.
Split stratified_split(std::span<const int> classes, std::span<const std::string> names,
                       double fraction, std::uint64_t seed);

}  // namespace resnext
