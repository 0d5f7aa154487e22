#pragma once

#include <vector>

#include "images/image.h"
#include "models/preprocessing.h"

namespace resnext {

/// Which part of an image the network is shown.
struct ImageView {
  enum class Place { kCentre, kTopLeft, kTopRight, kBottomLeft, kBottomRight };
  Place place = Place::kCentre;
  bool flipped = false;  ///< left and right changed over

  bool operator==(const ImageView&) const = default;
};

/// `crops` 1: the centre as it is classified; 5: the four corners as well. With `flips` each one
/// twice, the flipped ones last. Throws std::invalid_argument for another number of crops.
std::vector<ImageView> make_views(int crops, bool flips);

/// input_size x input_size pixels. The centre is resize_and_crop's. The corners are taken at a
/// crop_pct of at most 0.875, since where the whole short side is shown they would be the centre.
/// Throws as resize_and_crop does. Thread-safe.
Image take_view(const Image& image, const Preprocessing& preprocessing, ImageView view);

}  // namespace resnext
