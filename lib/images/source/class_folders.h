// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

// Lists the folders of a data set that has one for each class.
namespace resnext {

/// Returns the folders in `folder`, one for each class of images, in the natural order of their
/// names, without hidden ones. Throws UsageError if `folder` can't be read.
std::vector<std::filesystem::path> class_folders(const std::filesystem::path& folder);

}  // namespace resnext
