// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "fuzz/fuzz_target.h"
#include "images/decode/format_decoders.h"

// Shared by the fuzzers of image readers.
namespace resnext {

/// Small enough for many inputs a second, and large enough for several blocks of every format.
inline DecodeOptions fuzz_decode_options() {
  DecodeOptions options;
  options.max_pixels = 1 << 16;
  return options;
}

/// Calls `read`, which must return a consistent StoredImage or throw ImageError for any bytes.
template <typename Read>
int expect_image_or_error(const std::uint8_t* data, std::size_t size, Read read) {
  return expect_no_crash<ImageError>(data, size, [&](std::span<const std::byte> file) {
    const StoredImage stored = read(file);
    const Image& image = stored.image;
    if (image.width <= 0 || image.height <= 0 || stored.orientation < 1 || stored.orientation > 8 ||
        image.rgb.size() != std::size_t{3} * static_cast<unsigned>(image.width) *
                                static_cast<unsigned>(image.height)) {
      __builtin_trap();
    }
  });
}

}  // namespace resnext
