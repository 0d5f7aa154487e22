// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <istream>
#include <span>
#include <string>
#include <vector>

#include "evaluation/label_list.h"

// Reads which classes images show, where an image may show several.
namespace resnext {

/// Classes of an image, ascending, each once; may be empty.
using LabelSet = std::vector<int>;

/// A line of the list.
struct ListedImage {
  std::filesystem::path path;
  std::vector<std::string> classes;  ///< names, as in the list; may be empty
  std::string where;                 ///< "list.txt, line 3"
};

/// Reads lines of "path TAB class TAB class ...": as many classes as the image shows, also none.
/// Spaces around a class and empty columns are ignored.
/// Throws UsageError that names the line for one without a path, for an image that is listed twice,
/// and if there are no images.
std::vector<ListedImage> read_multi_label_list(const ListPlace& place);

/// Does the same for a stream; `name` stands for the file in messages.
std::vector<ListedImage> read_multi_label_list(std::istream& stream, const std::string& name,
                                               const std::filesystem::path& folder);

}  // namespace resnext
