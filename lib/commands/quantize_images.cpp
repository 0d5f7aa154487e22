// SPDX-License-Identifier: Apache-2.0
#include "commands/quantize_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/cancelled.h"
#include "base/error.h"
#include "base/text/printable.h"
#include "images/source/glob.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Throws UsageError if a path is not there but was named on the command line: a mistake, where one
/// of a list or of a folder that changes is an image less.
void refuse_missing(const fs::path& path, const std::vector<std::string>& named) {
  std::error_code error;
  if (std::ranges::find(named, path.native()) == named.end() ||
      fs::exists(fs::symlink_status(path, error))) {
    return;
  }
  throw UsageError(fmt::format(
      "--images {}: {}; name folders of images, files or patterns", printable(path.string()),
      is_pattern(path) ? "no file or folder matches" : "there is no such file or folder"));
}

}  // namespace

std::vector<fs::path> quantize_images(const ImageRequest& request, const StopFlag& stop) {
  check_images(request);
  const std::vector<std::string> named = request.named();
  refuse_archives("--images", named);
  std::error_code ignored;  // of a current folder that is gone: then paths stay relative
  const fs::path here = fs::current_path(ignored);
  std::unordered_set<std::string> seen;
  std::vector<fs::path> images;
  const std::unique_ptr<ImageSource> source = image_source(request, stop);
  while (std::optional<ImageInput> input = source->next()) {
    refuse_missing(input->path, named);
    if (input->content) {
      throw UsageError(fmt::format("--images: {} is in an archive; unpack that first",
                                   printable(input->path.string())));
    }
    if (seen.insert((here / input->path).lexically_normal().native()).second) {
      images.push_back(std::move(input->path));
    }
  }
  if (stop.is_raised()) {
    throw Cancelled("stopped while images were listed");
  }
  if (images.empty()) {
    throw UsageError("--images: no image files in the folders given; name others");
  }
  return images;
}

}  // namespace resnext
