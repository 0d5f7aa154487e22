// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <istream>
#include <string>
#include <vector>

// Reads a list of labels in any of the forms in use.
namespace resnext {

/// One line of a list of labels, uninterpreted.
struct ListedLabel {
  std::string file;   ///< path of the image; empty if the list has labels only
  std::string name;   ///< of the class: WordNet id, label or number
  std::string where;  ///< "list.txt, line 3"
};

/// Reads a list of labels. Its first line decides on the form; empty lines are skipped:
/// - "path TAB class", further columns ignored (Tiny-ImageNet's val_annotations.txt);
/// - "path class" with a number or a WordNet id (val.txt, as many training scripts write it);
/// - Kaggle's LOC_val_solution.csv, whose first line is "ImageId,PredictionString";
/// - a number or a WordNet id a line, without paths (the development kit's ground truth).
/// Throws UsageError that names the line.
std::vector<ListedLabel> read_label_list(const std::filesystem::path& file);

/// Does the same for a stream; `name` stands for the file in messages.
std::vector<ListedLabel> read_label_list(std::istream& stream, const std::string& name);

}  // namespace resnext
