// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "images/image.h"

// Encodes pictures as files.
namespace resnext {

/// Throws InstallationError if images can't be encoded here. Lets long runs fail at their start.
void check_encoders();

/// Returns the image as the bytes of a file; `quality` from 0 to 100. Throws ImageError kCorrupt if
/// OpenCV can't write it, and for an empty image; InstallationError if OpenCV can't be loaded
/// (opencv_module.h). Thread-safe.
std::vector<std::byte> encode_jpeg(const Image& image, int quality);
std::vector<std::byte> encode_png(const Image& image);

}  // namespace resnext
