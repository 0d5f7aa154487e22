// SPDX-License-Identifier: Apache-2.0
#include "images/decode/row_sink.h"

#include <cstddef>
#include <stdexcept>

namespace resnext {
namespace {

constexpr std::size_t kChannels = 3;

}  // namespace

void feed(const Image& image, RowSink& sink) {
  const Rect wanted = sink.begin(image.width, image.height);
  const std::size_t pitch = static_cast<std::size_t>(image.width) * kChannels;
  if (image.rgb.size() != pitch * static_cast<std::size_t>(image.height)) {
    throw std::invalid_argument("feed: the image is inconsistent");
  }
  const std::uint8_t* row = image.rgb.data() + static_cast<std::size_t>(wanted.top) * pitch +
                            static_cast<std::size_t>(wanted.left) * kChannels;
  for (int y = 0; y < wanted.height; ++y, row += pitch) sink.take(row);
}

Rect WholeImage::begin(int width, int height) {
  image.width = width;
  image.height = height;
  image.rgb.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * kChannels);
  return {0, 0, width, height};
}

void WholeImage::take(const std::uint8_t* row) {
  image.rgb.insert(image.rgb.end(), row, row + static_cast<std::size_t>(image.width) * kChannels);
}

}  // namespace resnext
