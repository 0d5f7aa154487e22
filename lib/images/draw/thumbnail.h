// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "images/image.h"

// Makes small versions of photos.
namespace resnext {

/// Returns the image with its longer side at most `longest_side` pixels; never enlarged.
/// Thread-safe.
Image shrink(const Image& image, int longest_side);

/// Returns a small JPEG of the image for people to look at, its longer side at most `longest_side`
/// pixels; never enlarged. Throws ImageError kCorrupt if OpenCV can't write it;
/// InstallationError if OpenCV can't be loaded. Thread-safe.
std::vector<std::byte> make_thumbnail(const Image& image, int longest_side = 160);

}  // namespace resnext
