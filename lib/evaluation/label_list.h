// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <istream>
#include <string>
#include <vector>

// Reads a list of labels in any of the forms in use.
namespace resnext {

/// Where a list and its images are.
struct ListPlace {
  std::filesystem::path list;
  std::filesystem::path folder;  ///< what the list's relative paths are relative to
};

/// Returns the place that a command's options name: the list `labels` or, if that is empty,
/// labels.tsv in `data`; paths are relative to `data` or, if that is empty, to the list's folder.
ListPlace place_of_list(const std::string& labels, const std::string& data);

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
