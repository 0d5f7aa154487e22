#pragma once

#include <cstddef>
#include <vector>

#include "images/image.h"

namespace resnext {

/// Throws InstallationError if images can't be encoded here; for who would learn it after hours.
void check_encoders();

/// The image as the bytes of a file. Throws ImageError kCorrupt if OpenCV can't write it, and for
/// an empty image; InstallationError if OpenCV can't be loaded (opencv_module.h). Thread-safe.
std::vector<std::byte> encode_jpeg(const Image& image, int quality);
std::vector<std::byte> encode_png(const Image& image);

}  // namespace resnext
