// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "evaluation/multi_label_list.h"
#include "training/training_set.h"

// Training sets whose images show several classes, or none.
namespace resnext {

struct MultiLabelSet {
  std::vector<std::string> classes;  ///< names, in natural order
  std::vector<std::filesystem::path> images;
  std::vector<LabelSet> labels;  ///< of each image
};

/// Reads a list (read_multi_label_list). Throws UsageError as that does, for a class with fewer
/// than two images or a name that is not UTF-8, and if there is no class.
MultiLabelSet multi_label_set_in_list(const ListPlace& place);

/// Chooses, by `seed`, about a `fraction` of each class's images, and of those without a class, for
/// validation; of each class with two images or more at least one for each side, as long as its
/// images aren't needed by rarer classes. `classes` is the number of classes.
/// Source: iterative stratification, Sechidis et al. 2011, for two subsets.
Split multi_label_split(std::span<const LabelSet> labels, std::size_t classes, double fraction,
                        std::uint64_t seed);

}  // namespace resnext
