// SPDX-License-Identifier: Apache-2.0
// OpenCV (libtiff) decodes, but libtiff fills up what a file lacks, multiplies colours by their
// alpha and turns the image. So the directory is checked here first, OpenCV gets a copy whose
// alpha says "leave alone" and whose orientation says "as stored", and libtiff's errors, which
// OpenCV passes over, are listened to.
// Source: TIFF 6.0.

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "images/decode/format_decoders.h"
#include "images/decode/opencv_decode.h"
#include "images/decode/tiff_directory.h"

namespace resnext {
namespace {

enum Compression : std::uint32_t { kUncompressed = 1 };
enum Photometric : std::uint32_t {
  kWhiteIsZero = 0,
  kBlackIsZero = 1,
  kRgb = 2,
  kPalette = 3,
  kCmyk = 5,
  kYCbCr = 6
};
enum ExtraSample : std::uint16_t { kAssociatedAlpha = 1, kUnassociatedAlpha = 2 };
constexpr std::uint32_t kSeparatePlanes = 2;
constexpr std::uint32_t kUnsigned = 1;
constexpr std::uint32_t kMaxSide = 1 << 20;  // OpenCV's limit

struct Layout {
  std::uint32_t width, height, bits, samples, compression, photometric, extra_sample;
};

[[noreturn]] void unsupported(const std::string& what) {
  throw ImageError(ImageErrorCode::kUnsupported, "TIFF: " + what + " is not supported");
}

void check_supported(const TiffDirectory& directory, const Layout& layout) {
  // Uncompressed, CCITT (three kinds), LZW, JPEG, Deflate, PackBits, Deflate's older number.
  constexpr std::array<std::uint32_t, 9> kCompressions = {1, 2, 3, 4, 5, 7, 8, 32773, 32946};
  if (std::ranges::find(kCompressions, layout.compression) == kCompressions.end())
    unsupported(fmt::format("compression {}", layout.compression));
  for (const std::uint32_t bits : directory.values(TiffTag::kBitsPerSample))
    if (bits != layout.bits) unsupported("a mix of sample depths");
  for (const std::uint32_t format : directory.values(TiffTag::kSampleFormat))
    if (format != kUnsigned) unsupported("a sample format other than unsigned integers");

  const std::uint32_t bits = layout.bits;
  bool known = false;
  switch (layout.photometric) {
    case kWhiteIsZero:
    case kBlackIsZero:
      known = (layout.samples == 1 && (bits == 1 || bits == 8 || bits == 16)) ||
              (layout.samples == 2 && bits == 8);
      break;
    case kPalette:
      known = layout.samples == 1 && (bits == 1 || bits == 8);
      break;
    case kRgb:
      known = (layout.samples == 3 || layout.samples == 4) && (bits == 8 || bits == 16);
      break;
    case kCmyk:
      known = layout.samples == 4 && bits == 8;
      break;
    case kYCbCr:
      known = layout.samples == 3 && bits == 8;
      break;
    default:
      break;
  }
  if (!known) {
    unsupported(fmt::format("photometric interpretation {} with {} samples of {} bits",
                            layout.photometric, layout.samples, bits));
  }
}

// How the pixels are cut into strips or tiles; a strip is a tile as wide as the image.
struct Pieces {
  std::uint64_t width, height, count;
  std::vector<std::uint32_t> offsets, byte_counts;
};

Pieces read_pieces(const TiffDirectory& directory, const Layout& layout) {
  Pieces pieces{};
  const bool tiled = directory.has(TiffTag::kTileOffsets);
  if (tiled) {
    pieces.width = directory.value(TiffTag::kTileWidth, 0);
    pieces.height = directory.value(TiffTag::kTileHeight, 0);
  } else {
    pieces.width = layout.width;
    pieces.height = std::min(directory.value(TiffTag::kRowsPerStrip, layout.height), layout.height);
  }
  if (pieces.width == 0 || pieces.height == 0)
    throw ImageError(ImageErrorCode::kCorrupt, "TIFF: its strips or tiles have no size");
  pieces.count = (layout.width + pieces.width - 1) / pieces.width *
                 ((layout.height + pieces.height - 1) / pieces.height);
  pieces.offsets = directory.values(tiled ? TiffTag::kTileOffsets : TiffTag::kStripOffsets);
  pieces.byte_counts =
      directory.values(tiled ? TiffTag::kTileByteCounts : TiffTag::kStripByteCounts);
  return pieces;
}

// Throws unless there are as many strips as the image needs, all of them inside the file and
// uncompressed ones as long as their pixels: libtiff shows grey where a strip is missing or short.
void check_complete(const TiffDirectory& directory, const Layout& layout, std::size_t file_size) {
  for (const TiffTag table : {TiffTag::kColorMap, TiffTag::kJpegTables})
    static_cast<void>(directory.values(table));  // throws if they lie outside the file
  const Pieces pieces = read_pieces(directory, layout);
  const bool planes =
      layout.samples > 1 && directory.value(TiffTag::kPlanarConfiguration, 1) == kSeparatePlanes;
  const std::uint64_t needed = pieces.count * (planes ? layout.samples : 1);
  if (pieces.offsets.size() < needed || pieces.byte_counts.size() < needed) {
    throw ImageError(ImageErrorCode::kCorrupt,
                     fmt::format("TIFF: it needs {} strips or tiles, but lists {}", needed,
                                 std::min(pieces.offsets.size(), pieces.byte_counts.size())));
  }
  const std::uint64_t row_bytes =
      (pieces.width * layout.bits * (planes ? 1 : layout.samples) + 7) / 8;
  for (std::uint64_t i = 0; i < needed; ++i) {
    const std::uint64_t end = std::uint64_t{pieces.offsets[i]} + pieces.byte_counts[i];
    if (end > file_size) {
      throw ImageError(ImageErrorCode::kTruncated,
                       fmt::format("TIFF: strip or tile {} ends at byte {}, the file has {}", i,
                                   end, file_size));
    }
    const std::uint64_t top = i % pieces.count * pieces.height;
    const bool strip = pieces.width == layout.width && !directory.has(TiffTag::kTileOffsets);
    const std::uint64_t rows = strip ? std::min(pieces.height, layout.height - top) : pieces.height;
    const std::uint64_t least = layout.compression == kUncompressed ? rows * row_bytes : 1;
    if (pieces.byte_counts[i] < least) {
      throw ImageError(ImageErrorCode::kCorrupt,
                       fmt::format("TIFF: strip or tile {} has {} bytes, but needs {}", i,
                                   pieces.byte_counts[i], least));
    }
  }
}

}  // namespace

StoredImage decode_tiff(std::span<const std::byte> file, const DecodeOptions& options) {
  const TiffDirectory directory(file);
  const Layout layout = {directory.value(TiffTag::kWidth, 0),
                         directory.value(TiffTag::kHeight, 0),
                         directory.value(TiffTag::kBitsPerSample, 1),
                         directory.value(TiffTag::kSamplesPerPixel, 1),
                         directory.value(TiffTag::kCompression, kUncompressed),
                         directory.value(TiffTag::kPhotometric, kWhiteIsZero),
                         directory.value(TiffTag::kExtraSamples, 0)};
  check_size(layout.width, layout.height, options);
  if (layout.width > kMaxSide || layout.height > kMaxSide) {
    throw ImageError(
        ImageErrorCode::kTooLarge,
        fmt::format("TIFF: {} x {} pixels; a side may have 1048576", layout.width, layout.height));
  }
  check_supported(directory, layout);
  check_complete(directory, layout, file.size());

  StoredImage stored;
  const std::uint32_t orientation = directory.value(TiffTag::kOrientation, 1);
  stored.orientation = orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  stored.orientation_binding = true;
  std::vector<std::byte> copy(file.begin(), file.end());
  directory.patch_short(copy, TiffTag::kOrientation, 1);
  if (layout.extra_sample == kUnassociatedAlpha)
    directory.patch_short(copy, TiffTag::kExtraSamples, kAssociatedAlpha);
  const AlphaRule alpha = layout.extra_sample == kAssociatedAlpha && layout.samples == 4
                              ? AlphaRule::kUnpremultiply
                              : AlphaRule::kDrop;
  stored.image = decode_with_opencv(copy, "TIFF", static_cast<int>(layout.width),
                                    static_cast<int>(layout.height), alpha);
  return stored;
}

}  // namespace resnext
