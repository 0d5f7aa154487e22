// SPDX-License-Identifier: Apache-2.0
// libjpeg directly, because its warnings decide whether the pixels can be trusted: OpenCV shows a
// cut-off photo as a whole one with a grey bottom.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "images/decode/format_decoders.h"
#include "images/decode/jpeg_session.h"

namespace resnext {
namespace {

constexpr unsigned kWholeScale = 8;

// Columns and rows around the wanted part that are decoded as well: smooth upsampling of the
// colours looks at the neighbouring sample, which at an edge is taken to be the edge itself.
constexpr JDIMENSION kMargin = 16;

// Returns the smallest number of eighths that leaves `enough` pixels of the short side; all
// eighths if `enough` is 0.
unsigned scale_of(const jpeg_decompress_struct& decoder, int enough) {
  const std::int64_t side = std::min(decoder.image_width, decoder.image_height);
  unsigned eighths = kWholeScale;
  while (enough > 0 && eighths > 1 && side * (eighths - 1) / kWholeScale >= enough) --eighths;
  return eighths;
}

// Returns a * b / 255, rounded, for bytes.
int multiply_fraction(int a, int b) {
  const int product = a * b + 128;
  return (product + (product >> 8)) >> 8;
}

// Converts in place. Adobe stores ink inverted: 255 is none. Each ink takes its share of what black
// leaves.
void inverted_cmyk_to_rgb(std::uint8_t* row, int width) {
  std::uint8_t* rgb = row;
  for (int x = 0; x < width; ++x, row += 4) {
    const int light = row[3];
    for (int ink = 0; ink < 3; ++ink)
      *rgb++ = static_cast<std::uint8_t>(light - multiply_fraction(255 - row[ink], light));
  }
}

// A row that libjpeg-turbo writes with ordinary stores. To 16- or 32-byte aligned memory it writes
// around the cache, and the resize would wait for main memory.
class RowBuffer {
 public:
  explicit RowBuffer(std::size_t size) : bytes_(size + 2 * kAlignment) {
    std::size_t room = bytes_.size();
    void* aligned = bytes_.data();
    data_ = static_cast<JSAMPLE*>(std::align(kAlignment, size, aligned, room)) + kOff;
  }
  JSAMPROW data() { return data_; }

 private:
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t kOff = 8;
  std::vector<JSAMPLE> bytes_;
  JSAMPROW data_ = nullptr;
};

// The part that libjpeg decodes into pixels. Skipped rows are only read.
struct Cut {
  JDIMENSION left = 0;
  JDIMENSION width = 0;
  JDIMENSION top = 0;
};

Cut cut_around(const Rect& wanted, const jpeg_decompress_struct& decoder) {
  // libjpeg-turbo's cuts have the pixels of the whole only where nothing is scaled. (Seen with
  // 2.1.5: half of a 4:1:0 photo.)
  if (decoder.scale_num != decoder.scale_denom) return {0, decoder.output_width, 0};
  const auto left = static_cast<JDIMENSION>(wanted.left);
  const auto top = static_cast<JDIMENSION>(wanted.top);
  Cut cut;
  cut.left = left - std::min(left, kMargin);
  const JDIMENSION end = left + static_cast<JDIMENSION>(wanted.width) + kMargin;
  cut.width = std::min(end, decoder.output_width) - cut.left;
  cut.top = top - std::min(top, kMargin);
  return cut;
}

// Decodes with libjpeg's default, exact settings. `row` has room for all output columns.
bool read_pixels(JpegSession& session, const Rect& wanted, JSAMPROW row, RowSink& sink) {
  jpeg_decompress_struct& decoder = session.decoder;
  if (setjmp(session.escape) != 0) return false;
  jpeg_start_decompress(&decoder);
  Cut cut = cut_around(wanted, decoder);
  if (cut.width < decoder.output_width) jpeg_crop_scanline(&decoder, &cut.left, &cut.width);
  if (cut.top > 0) jpeg_skip_scanlines(&decoder, cut.top);

  const auto top = static_cast<JDIMENSION>(wanted.top);
  const JDIMENSION bottom = top + static_cast<JDIMENSION>(wanted.height);
  // libjpeg has moved the cut to whole blocks.
  const JSAMPROW first = row + std::size_t{static_cast<JDIMENSION>(wanted.left) - cut.left} *
                                   static_cast<std::size_t>(decoder.output_components);
  while (decoder.output_scanline < bottom) {
    const JDIMENSION y = decoder.output_scanline;
    jpeg_read_scanlines(&decoder, &row, 1);
    if (y < top) continue;
    if (decoder.output_components == 4) inverted_cmyk_to_rgb(first, wanted.width);
    sink.take(first);
  }
  // Skipping to the very end would not look at the data that are left.
  if (bottom + 1 < decoder.output_height)
    jpeg_skip_scanlines(&decoder, decoder.output_height - 1 - bottom);
  if (bottom < decoder.output_height) jpeg_read_scanlines(&decoder, &row, 1);
  return true;
}

}  // namespace

int decode_jpeg(std::span<const std::byte> file, const DecodeOptions& options, RowSink& sink) {
  JpegSession session;
  read_jpeg_header(session, file, options.gate);
  jpeg_decompress_struct& decoder = session.decoder;
  check_size(decoder.image_width, decoder.image_height, options);
  const int components = decoder.num_components;
  if (components != 1 && components != 3 && components != 4) {
    throw ImageError(
        ImageErrorCode::kUnsupported,
        fmt::format("JPEG: {} colour components are not supported; 1, 3 and 4 are", components));
  }
  decoder.out_color_space = components == 4 ? JCS_CMYK : JCS_RGB;
  decoder.scale_num = scale_of(decoder, options.enough_short_side);
  decoder.scale_denom = kWholeScale;
  jpeg_calc_output_dimensions(&decoder);

  const Rect wanted =
      sink.begin(static_cast<int>(decoder.output_width), static_cast<int>(decoder.output_height));
  RowBuffer row(std::size_t{decoder.output_width} * (components == 4 ? 4 : 3));
  if (!read_pixels(session, wanted, row.data(), sink)) throw_jpeg_failure(session);
  check_jpeg_complete(session);
  return jpeg_orientation(session);
}

StoredImage decode_jpeg(std::span<const std::byte> file, const DecodeOptions& options) {
  WholeImage whole;
  StoredImage stored;
  stored.orientation = decode_jpeg(file, options, whole);
  stored.image = std::move(whole.image);
  return stored;
}

}  // namespace resnext
