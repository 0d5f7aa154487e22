// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "images/decode/decode.h"
#include "images/decode/row_sink.h"
#include "images/image.h"

// The decoders behind decode_image, one for each format.
namespace resnext {

/// What a format's decoder hands to decode_image.
struct StoredImage {
  Image image;
  int orientation = 1;  ///< as found in the file, 1 to 8; not applied to `image`
  /// The orientation says how the raster is stored (TIFF), so it is applied in every ExifMode.
  bool orientation_binding = false;
};

// Each decoder reads the size from the header first and refuses images of more than `max_pixels`
// before it allocates; each throws ImageError for a file that ends early or contradicts itself.
StoredImage decode_jpeg(std::span<const std::byte> file, const DecodeOptions& options);
/// Passes the rows to `sink` as they are decoded; what the sink does not want is checked for
/// completeness too, but not turned into pixels. Returns the orientation, 1 to 8, which is not
/// applied.
int decode_jpeg(std::span<const std::byte> file, const DecodeOptions& options, RowSink& sink);
StoredImage decode_png(std::span<const std::byte> file, const DecodeOptions& options);
StoredImage decode_webp(std::span<const std::byte> file, const DecodeOptions& options);
StoredImage decode_bmp(std::span<const std::byte> file, const DecodeOptions& options);
StoredImage decode_tiff(std::span<const std::byte> file, const DecodeOptions& options);

/// Throws ImageError kCorrupt for a size without pixels and kTooLarge above the limit; otherwise
/// calls `before_pixels`.
void check_size(std::int64_t width, std::int64_t height, const DecodeOptions& options);

}  // namespace resnext
