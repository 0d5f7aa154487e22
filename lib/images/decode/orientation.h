// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "images/image.h"

// Reads and applies the orientation that cameras record.
namespace resnext {

/// Returns the orientation, 1 to 8, in an EXIF block, with or without its leading "Exif\0\0"; 1 if
/// the block has none or can't be understood. Never throws.
/// Source: TIFF 6.0, section 2 (structure) and tag 274 (orientation).
int exif_orientation(std::span<const std::byte> exif);

/// Returns `image` turned and flipped so that a photo with this orientation (1 to 8) is upright.
Image apply_orientation(const Image& image, int orientation);

}  // namespace resnext
