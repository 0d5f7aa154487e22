// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "images/decode/byte_view.h"

// Parses the tags of a TIFF file.
namespace resnext {

/// The tags of TIFF 6.0 that matter here.
enum class TiffTag : std::uint16_t {
  kWidth = 256,
  kHeight = 257,
  kBitsPerSample = 258,
  kCompression = 259,
  kPhotometric = 262,
  kStripOffsets = 273,
  kOrientation = 274,
  kSamplesPerPixel = 277,
  kRowsPerStrip = 278,
  kStripByteCounts = 279,
  kPlanarConfiguration = 284,
  kColorMap = 320,
  kTileWidth = 322,
  kTileHeight = 323,
  kTileOffsets = 324,
  kTileByteCounts = 325,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kJpegTables = 347,
};

/// The first directory of a TIFF file: its unsigned integer and opaque fields, which are all that
/// describe the pixels. The file must outlive it. The constructor and the readers throw ImageError
/// kTruncated where the file ends early, the constructor kUnsupported for BigTIFF.
class TiffDirectory {
 public:
  explicit TiffDirectory(std::span<const std::byte> file);

  bool has(TiffTag tag) const { return fields_.contains(tag); }

  /// Returns all values of a field; none if it is missing.
  std::vector<std::uint32_t> values(TiffTag tag) const;

  /// Returns the first value of a field, or `fallback` if it is missing.
  std::uint32_t value(TiffTag tag, std::uint32_t fallback) const;

  /// Overwrites the first value of a 16-bit field in `file`, a copy of the file that was parsed.
  void patch_short(std::span<std::byte> file, TiffTag tag, std::uint16_t value) const;

 private:
  struct Field {
    std::size_t offset;  // of the first value, from the start of the file
    std::size_t count;
    std::size_t size;  // bytes of a value: 1, 2 or 4
  };

  std::endian order_;
  ByteView file_;
  std::map<TiffTag, Field> fields_;
};

}  // namespace resnext
