#pragma once

#include <filesystem>
#include <vector>

namespace resnext {

/// The folders in `folder`, each for a class of images, in the natural order of their names; hidden
/// ones are left out. Throws UsageError if `folder` can't be read.
std::vector<std::filesystem::path> class_folders(const std::filesystem::path& folder);

}  // namespace resnext
