// SPDX-License-Identifier: Apache-2.0
#pragma once

// The names of a model's classes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/model_config.h"

namespace resnext {

/// One class. `imagenet_index` is its index among ImageNet-1k's classes, where it has one.
struct Label {
  std::string name;
  std::string wnid;  ///< WordNet id, "n02111889"; empty if the class has none
  std::optional<int> imagenet_index;
};

/// Parses a tab-separated list with a header line that names its columns: "index" (0, 1, 2, ... in
/// order) and "label" are required, "wnid" and "imagenet_index" are optional; an empty
/// imagenet_index means that the class is not one of ImageNet-1k's. Throws ConfigError.
std::vector<Label> parse_labels(std::string_view tsv, const std::string& where);

/// Returns the labels of a model's classes, in class order: its own label_names if it has any,
/// otherwise the built-in list that it names. A label name that is a WordNet id of ImageNet-1k gets
/// that class's label (timm's convention for `label_names`). Throws ConfigError if their number is
/// not num_classes. A model that names no labels gets "class 0", "class 1", ...
std::vector<Label> labels_of(const ModelConfig& config);

}  // namespace resnext
