// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "images/image.h"
#include "models/preprocessing.h"

// The parts of an image that the network is shown, such as the centre or a corner.
namespace resnext {

/// One part of an image, flipped or not.
struct ImageView {
  enum class Place { kCentre, kTopLeft, kTopRight, kBottomLeft, kBottomRight };
  Place place = Place::kCentre;
  bool flipped = false;  ///< left and right swapped

  bool operator==(const ImageView&) const = default;
};

/// Returns the centre as it is classified for 1 crop, and the four corners too for 5. With `flips`,
/// each comes twice, the flipped ones last. Throws std::invalid_argument for another number of
/// crops.
std::vector<ImageView> make_views(int crops, bool flips);

/// Returns the view as input_size x input_size pixels. The centre is resize_and_crop's. The corners
/// are taken at a crop_pct of at most 0.875, since where the whole short side is shown they would
/// be the centre. Throws as resize_and_crop does. Thread-safe.
Image take_view(const Image& image, const Preprocessing& preprocessing, ImageView view);

/// Returns the pixels that an image's short side must have so that no view enlarges it: the largest
/// resized_short_side of `views`.
int short_side_of(std::span<const ImageView> views, const Preprocessing& preprocessing);

}  // namespace resnext
