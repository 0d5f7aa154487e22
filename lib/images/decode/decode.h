// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "images/decode/row_sink.h"
#include "images/image.h"
#include "images/prefetch/pause_gate.h"

// Decodes image files of every supported format.
namespace resnext {

/// What to do with the orientation that a camera writes into the EXIF data.
enum class ExifMode {
  kIgnore,  ///< leave the pixels as they are stored, as the models' reference preprocessing does
  kApply,   ///< turn and flip them upright
};

struct DecodeOptions {
  ExifMode exif = ExifMode::kIgnore;
  std::int64_t max_pixels = 200'000'000;  ///< width x height above this is refused
  /// If not 0, a JPEG may be decoded at n/8 of its size, as long as its short side keeps this many
  /// pixels. Much faster, but the pixels differ from those of a full decoding and a resize.
  int enough_short_side = 0;
  /// Called with the number of pixels before they are allocated; may block until there is room. May
  /// be called more than once for an image.
  std::function<void(std::int64_t pixels)> before_pixels = {};
  /// Pauses the decoding of a JPEG, between two rows. Other formats are decoded in one go.
  const PauseGate* gate = nullptr;
};

struct DecodedOrientation {
  int exif_orientation = 1;   ///< 1 to 8 as found in the file; 1 where there is none
  bool exif_applied = false;  ///< true if the pixels were changed because of it
};

struct DecodedImage : DecodedOrientation {
  Image image;
};

/// Decodes a whole image file held in memory: JPEG, PNG, WebP, BMP or TIFF, told apart by content
/// alone. The pixels are those of Pillow's `Image.open(file).convert("RGB")`: alpha is dropped,
/// not composited; an animation or a multi-page file gives its first image. Three
/// differences: 16-bit samples keep their high 8 bits, where Pillow shows 16-bit grey as
/// white; the colours of a CMYK TIFF may differ by one level; an orientation that is stored as
/// XMP only is not seen. A TIFF's orientation is applied in every mode, as Pillow does.
///
/// The size in the header is checked against `max_pixels` before anything is allocated. A file
/// that ends early or contradicts itself is an error, never an image with grey parts.
///
/// Throws ImageError (kEmpty, kUnsupported, kTruncated, kCorrupt, kTooLarge); the message does
/// not name the file, which is unknown here. Thread-safe.
DecodedImage decode_image(std::span<const std::byte> file, const DecodeOptions& options);

/// Decodes for a sink that wants a part of the image. A JPEG whose orientation is left alone is
/// never held as a whole; what the sink does not want is only checked for damage. Throws as above,
/// and what the sink throws.
DecodedOrientation decode_image(std::span<const std::byte> file, const DecodeOptions& options,
                                RowSink& sink);

}  // namespace resnext
