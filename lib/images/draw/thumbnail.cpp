// SPDX-License-Identifier: Apache-2.0
#include "images/draw/thumbnail.h"

#include <algorithm>
#include <cmath>

#include "images/draw/encode.h"
#include "images/resize/resize.h"

namespace resnext {
namespace {

constexpr int kJpegQuality = 75;

}  // namespace

Image shrink(const Image& image, int longest_side) {
  const double scale =
      std::min(1.0, static_cast<double>(longest_side) / std::max(image.width, image.height));
  const int width = std::max(1, static_cast<int>(std::lround(image.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height * scale)));
  return resize_window(image, width, height, {0, 0, width, height}, Interpolation::kBilinear);
}

std::vector<std::byte> make_thumbnail(const Image& image, int longest_side) {
  return encode_jpeg(shrink(image, longest_side), kJpegQuality);
}

}  // namespace resnext
