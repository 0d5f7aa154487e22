// SPDX-License-Identifier: Apache-2.0
// Decodes parts of JPEGs: they have the pixels of the whole, and damage anywhere is still found.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <jpeglib.h>

#include "base/error.h"
#include "images/decode/decode.h"
#include "images/pixels.h"
#include "images/resize/preprocess.h"

namespace resnext {
namespace {

using testing::Bytes;
using testing::noise;

/// How a file is written: sampling factors of the first component, and so on.
struct Encoding {
  const char* name;
  int across = 2;
  int down = 2;
  int chroma = 1;  ///< both factors of the second and third component
  int components = 3;
  bool progressive = false;
  bool arithmetic = false;
  unsigned restart_interval = 0;
};

const std::vector<Encoding> kEncodings = {
    {.name = "4:2:0"},
    {.name = "4:4:4", .across = 1, .down = 1},
    {.name = "4:2:2", .across = 2, .down = 1},
    {.name = "4:4:0", .across = 1, .down = 2},
    {.name = "4:1:1", .across = 4, .down = 1},
    {.name = "4:1:0", .across = 4, .down = 2},
    {.name = "3x1", .across = 3, .down = 1},
    {.name = "1x4", .across = 1, .down = 4},
    {.name = "1x1 with colours 2x2", .across = 1, .down = 1, .chroma = 2},
    {.name = "2x1 with colours 2x2", .across = 2, .down = 1, .chroma = 2},
    {.name = "grey", .across = 1, .down = 1, .components = 1},
    {.name = "CMYK", .across = 1, .down = 1, .components = 4},
    {.name = "CMYK 2x2", .components = 4},
    {.name = "progressive 4:2:0", .progressive = true},
    {.name = "progressive 4:4:4", .across = 1, .down = 1, .progressive = true},
    {.name = "restarts", .restart_interval = 3},
    {.name = "arithmetic 4:2:0", .arithmetic = true},
    {.name = "arithmetic progressive", .progressive = true, .arithmetic = true},
};

/// Smooth colours with noise on them, so that neighbouring blocks differ.
Bytes write_jpeg(const Encoding& encoding, int width, int height) {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &memory, &size);
  encoder.image_width = static_cast<JDIMENSION>(width);
  encoder.image_height = static_cast<JDIMENSION>(height);
  encoder.input_components = encoding.components;
  constexpr std::array<J_COLOR_SPACE, 5> kSpaces = {JCS_UNKNOWN, JCS_GRAYSCALE, JCS_UNKNOWN,
                                                    JCS_RGB, JCS_CMYK};
  encoder.in_color_space = kSpaces.at(static_cast<std::size_t>(encoding.components));
  jpeg_set_defaults(&encoder);
  encoder.comp_info[0].h_samp_factor = encoding.across;
  encoder.comp_info[0].v_samp_factor = encoding.down;
  for (int i = 1; i < std::min(encoding.components, 3); ++i) {
    encoder.comp_info[i].h_samp_factor = encoding.chroma;
    encoder.comp_info[i].v_samp_factor = encoding.chroma;
  }
  if (encoding.components == 4) {
    encoder.comp_info[3].h_samp_factor = encoding.across;
    encoder.comp_info[3].v_samp_factor = encoding.down;
  }
  encoder.restart_interval = encoding.restart_interval;
  encoder.arith_code = encoding.arithmetic ? TRUE : FALSE;
  if (encoding.progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  std::mt19937 random(7);
  std::vector<JSAMPLE> row(static_cast<std::size_t>(width * encoding.components));
  for (int y = 0; y < height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = static_cast<JSAMPLE>(
          (3 * i / (i % 4 + 1) + static_cast<std::size_t>(5 * y) + random() % 64) % 256);
    }
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&encoder, &pointer, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  const auto* first = reinterpret_cast<const std::byte*>(memory);
  Bytes file(first, first + size);
  std::free(memory);
  return file;
}

/// Wants a fixed part, and keeps it.
class Part : public RowSink {
 public:
  explicit Part(const Rect& wanted) : wanted_(wanted) {}
  Rect begin(int, int) override { return wanted_; }
  void take(const std::uint8_t* row) override {
    rgb.insert(rgb.end(), row, row + static_cast<std::ptrdiff_t>(wanted_.width) * 3);
  }
  std::vector<std::uint8_t> rgb;

 private:
  Rect wanted_;
};

std::vector<std::uint8_t> part_of(const Image& image, const Rect& wanted) {
  Part part(wanted);
  feed(image, part);
  return part.rgb;
}

struct Outcome {
  std::optional<ImageErrorCode> error;
  std::vector<std::uint8_t> rgb;
  bool operator==(const Outcome&) const = default;
};

template <typename Decode>
Outcome outcome_of(const Decode& decode) {
  Outcome outcome;
  try {
    outcome.rgb = decode();
  } catch (const ImageError& error) {
    outcome.error = error.code();
  }
  return outcome;
}

int below(std::mt19937& random, int bound) {
  return static_cast<int>(random() % static_cast<unsigned>(bound));
}

Rect random_part(std::mt19937& random, int width, int height) {
  Rect part;
  part.left = below(random, width);
  part.top = below(random, height);
  part.width = 1 + below(random, width - part.left);
  part.height = 1 + below(random, height - part.top);
  return part;
}

TEST_CASE("a part of a JPEG has the pixels of the whole", "[decode]") {
  std::mt19937 random(1);
  for (const Encoding& encoding : kEncodings) {
    for (const auto& [width, height] : {std::pair(211, 157), {64, 200}, {97, 16}, {5, 3}}) {
      const Bytes file = write_jpeg(encoding, width, height);
      for (const int enough : {0, 40}) {
        DecodeOptions options;
        options.enough_short_side = enough;
        const Image whole = decode_image(file, options).image;
        for (int i = 0; i < 40; ++i) {
          const Rect wanted = random_part(random, whole.width, whole.height);
          Part part(wanted);
          decode_image(file, options, part);
          CAPTURE(encoding.name, width, height, enough, wanted.left, wanted.top, wanted.width,
                  wanted.height);
          const bool same = part.rgb == part_of(whole, wanted);
          REQUIRE(same);
        }
      }
    }
  }
}

TEST_CASE("damage outside the wanted part is found", "[decode]") {
  constexpr int kWidth = 75;
  constexpr int kHeight = 90;
  std::mt19937 random(2);
  for (const Encoding& encoding : kEncodings) {
    const Bytes file = write_jpeg(encoding, kWidth, kHeight);
    for (int i = 0; i < 150; ++i) {
      Bytes damaged = file;
      if (i % 2 == 0) {
        damaged.resize(1 + random() % damaged.size());
      } else {
        damaged[random() % damaged.size()] = static_cast<std::byte>(random() % 256);
      }
      const Outcome whole = outcome_of([&] { return decode_image(damaged, {}).image.rgb; });
      if (whole.error == std::nullopt && whole.rgb.size() != kWidth * kHeight * 3) continue;
      const Rect wanted{20, 30, 25, 20};
      const Outcome part = outcome_of([&] {
        Part sink(wanted);
        decode_image(damaged, {}, sink);
        return sink.rgb;
      });
      CAPTURE(encoding.name, i, damaged.size(), file.size());
      REQUIRE(part.error == whole.error);
      const bool same = whole.error || part.rgb == part_of({kWidth, kHeight, whole.rgb}, wanted);
      REQUIRE(same);
    }
  }
}

TEST_CASE("a photo that is resized as it is decoded has the same bytes", "[decode]") {
  for (const Encoding& encoding : kEncodings) {
    for (const auto& [width, height] : {std::pair(640, 351), {301, 420}, {224, 224}, {100, 90}}) {
      const Bytes file = write_jpeg(encoding, width, height);
      for (const Interpolation interpolation :
           {Interpolation::kBilinear, Interpolation::kBicubic}) {
        Preprocessing preprocessing;
        preprocessing.interpolation = interpolation;
        CropResizer resizer(preprocessing);
        decode_image(file, {}, resizer);
        CAPTURE(encoding.name, width, height);
        const bool same = resizer.finish().rgb ==
                          resize_and_crop(decode_image(file, {}).image, preprocessing).rgb;
        REQUIRE(same);
      }
    }
  }
}

TEST_CASE("other formats, and photos that are turned, are cut after decoding", "[decode]") {
  const Image image = noise(60, 40);
  const Rect wanted{10, 5, 30, 20};
  Part png(wanted);
  decode_image(testing::encode(image, ".png"), {}, png);
  CHECK(png.rgb == part_of(image, wanted));

  DecodeOptions options;
  options.exif = ExifMode::kApply;
  const Bytes jpeg = testing::encode(image, ".jpg");
  Part turned(wanted);
  decode_image(jpeg, options, turned);
  CHECK(turned.rgb == part_of(decode_image(jpeg, options).image, wanted));
}

}  // namespace
}  // namespace resnext
