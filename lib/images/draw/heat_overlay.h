// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "images/image.h"
#include "models/preprocessing.h"

// Draws a heat map over a photo.
namespace resnext {

/// The square of a photo that the network sees, as fractions of the photo's width and height. It
/// reaches beyond a photo that is smaller than the network's input and therefore padded.
struct SeenSquare {
  double left = 0;
  double top = 0;
  double width = 1;
  double height = 1;
};

/// Returns the square for a photo of this size (pixels, more than 0) as it is resized and cropped.
/// Errors as in plan_resize.
SeenSquare seen_square(int width, int height, const Preprocessing& preprocessing);

/// A coarse grid of values over what the network sees, row by row.
struct HeatMap {
  int width = 0;
  int height = 0;
  std::vector<float> values;
};

/// Returns `photo` with the map laid over the square that was seen: dark where the map is 0 or
/// less, over red to yellow where it is greatest. Values are interpolated between the cells'
/// centres. Outside the square the photo stays as it is. Throws
/// std::invalid_argument for a map without cells or with another number of values. Thread-safe.
Image draw_heat(const Image& photo, const SeenSquare& square, const HeatMap& map);

}  // namespace resnext
