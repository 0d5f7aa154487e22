#pragma once

#include <vector>

#include "images/image.h"
#include "models/preprocessing.h"

namespace resnext {

/// The square of a photo that the network sees, in parts of the photo's width and height. Where the
/// photo is smaller than the network's input and padded, it reaches beyond it.
struct SeenSquare {
  double left = 0;
  double top = 0;
  double width = 1;
  double height = 1;
};

/// For a photo of this size (pixels, more than 0) as it is resized and cropped.
SeenSquare seen_square(int width, int height, const Preprocessing& preprocessing);

/// A coarse grid of values over what the network sees, row by row.
struct HeatMap {
  int width = 0;
  int height = 0;
  std::vector<float> values;
};

/// `photo` with the map laid over the square that was seen: dark where it is 0 or less, over red
/// to yellow where it is greatest. Cells are taken for points in their middles, and what lies
/// between them is interpolated. Outside the square the photo stays as it is. Throws
/// std::invalid_argument for a map without cells or with another number of values. Thread-safe.
Image draw_heat(const Image& photo, const SeenSquare& square, const HeatMap& map);

}  // namespace resnext
