// SPDX-License-Identifier: Apache-2.0
#include "images/pixel_view.h"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace resnext {
namespace {

/// Where the channels of a pixel lie.
struct Channels {
  int bytes;
  int red;
  int green;
  int blue;
};

Channels channels_of(PixelFormat format) {
  switch (format) {
    case PixelFormat::kRgb:
      return {3, 0, 1, 2};
    case PixelFormat::kBgr:
      return {3, 2, 1, 0};
    case PixelFormat::kGrey:
      return {1, 0, 0, 0};
    case PixelFormat::kRgba:
      return {4, 0, 1, 2};
    case PixelFormat::kBgra:
      return {4, 2, 1, 0};
  }
  throw std::invalid_argument(fmt::format("no pixel format {}", static_cast<int>(format)));
}

void check(const PixelView& pixels, const Channels& channels) {
  const std::ptrdiff_t row = std::ptrdiff_t{pixels.width} * channels.bytes;
  if (pixels.data == nullptr || pixels.width <= 0 || pixels.height <= 0 ||
      (pixels.height > 1 && std::abs(pixels.stride) < row)) {
    throw std::invalid_argument(
        fmt::format("pixels of {} x {}, {} bytes a row: a row needs {} bytes", pixels.width,
                    pixels.height, pixels.stride, row));
  }
}

void convert(const std::uint8_t* from, const Channels& channels, std::vector<std::uint8_t>& rgb) {
  for (std::size_t i = 0; i < rgb.size(); i += 3, from += channels.bytes) {
    rgb[i] = from[channels.red];
    rgb[i + 1] = from[channels.green];
    rgb[i + 2] = from[channels.blue];
  }
}

}  // namespace

int bytes_per_pixel(PixelFormat format) { return channels_of(format).bytes; }

void feed(const PixelView& pixels, RowSink& sink) {
  const Channels channels = channels_of(pixels.format);
  check(pixels, channels);
  const Rect wanted = sink.begin(pixels.width, pixels.height);
  std::vector<std::uint8_t> rgb;
  if (pixels.format != PixelFormat::kRgb) {
    rgb.resize(static_cast<std::size_t>(wanted.width) * 3);
  }
  for (int y = 0; y < wanted.height; ++y) {
    const std::uint8_t* const row = pixels.data + (wanted.top + y) * pixels.stride +
                                    std::ptrdiff_t{wanted.left} * channels.bytes;
    if (rgb.empty()) {
      sink.take(row);
    } else {
      convert(row, channels, rgb);
      sink.take(rgb.data());
    }
  }
}

Image copy_pixels(const PixelView& pixels) {
  WholeImage whole;
  feed(pixels, whole);
  return std::move(whole.image);
}

}  // namespace resnext
