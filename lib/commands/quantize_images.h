// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "commands/image_request.h"

// The images that `quantize` calibrates with and measures the result on.
namespace resnext {

/// Returns the images of --images, each once: one that came twice could be held out and calibrate
/// as well. Throws UsageError if a named path isn't there, if there are no images and as
/// check_images() does, Cancelled once `stop` is raised.
std::vector<std::filesystem::path> quantize_images(const ImageRequest& request,
                                                   const StopFlag& stop);

}  // namespace resnext
