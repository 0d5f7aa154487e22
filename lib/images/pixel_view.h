// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "images/decode/row_sink.h"
#include "images/image.h"

// Pixels in somebody else's memory.
namespace resnext {

/// Order of a pixel's bytes, one byte a channel.
enum class PixelFormat { kRgb, kBgr, kGrey, kRgba, kBgra };

/// Returns the bytes of a pixel.
int bytes_per_pixel(PixelFormat format);

/// A decoded image that is not copied. `data` is the first byte of the top row; rows are `stride`
/// bytes apart, which may be negative.
struct PixelView {
  const std::uint8_t* data = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;
  PixelFormat format = PixelFormat::kRgb;
};

/// Passes the pixels to `sink` as R G B; alpha is dropped, and grey gives three equal channels.
/// Throws std::invalid_argument for an image without pixels or rows that overlap.
void feed(const PixelView& pixels, RowSink& sink);

/// Returns the pixels as R G B. Throws as feed does.
Image copy_pixels(const PixelView& pixels);

}  // namespace resnext
