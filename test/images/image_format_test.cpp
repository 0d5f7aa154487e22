// SPDX-License-Identifier: Apache-2.0
#include "images/decode/image_format.h"

#include <catch2/catch.hpp>
#include <string_view>

#include "images/decode/crc32.h"
#include "images/pixels.h"

namespace resnext {
namespace {

using testing::to_bytes;
using namespace std::string_view_literals;

ImageFormat format_of(std::string_view head) { return detect_format(to_bytes(head)); }

TEST_CASE("formats are told by their first bytes", "[decode]") {
  CHECK(format_of("\xFF\xD8\xFF\xE0"sv) == ImageFormat::kJpeg);
  CHECK(format_of("\x89PNG\r\n\x1A\n"sv) == ImageFormat::kPng);
  CHECK(format_of("RIFF\0\0\0\0WEBPVP8 "sv) == ImageFormat::kWebp);
  CHECK(format_of("RIFF\0\0\0\0WAVEfmt "sv) == ImageFormat::kUnknown);
  CHECK(format_of("BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0"sv) == ImageFormat::kBmp);
  CHECK(format_of("BMW is a make of cars"sv) == ImageFormat::kUnknown);
  CHECK(format_of("II*\0"sv) == ImageFormat::kTiff);
  CHECK(format_of("MM\0*"sv) == ImageFormat::kTiff);
  CHECK(format_of("GIF89a"sv) == ImageFormat::kGif);
  CHECK(format_of("\0\0\0\x18"
                  "ftypheic\0\0\0\0mif1heic"sv) == ImageFormat::kHeic);
  CHECK(format_of("\0\0\0\x1C"
                  "ftypmif1\0\0\0\0mif1avifmiaf"sv) == ImageFormat::kAvif);
  CHECK(format_of("\0\0\0\x18"
                  "ftypisom\0\0\0\0isomavc1"sv) == ImageFormat::kUnknown);
  CHECK(format_of("\0\0\0\x0CjP  \r\n\x87\n"sv) == ImageFormat::kJpeg2000);
  CHECK(format_of("\xFF\x0A"sv) == ImageFormat::kJpegXl);
  CHECK(format_of("8BPS"sv) == ImageFormat::kPhotoshop);
  CHECK(format_of(""sv) == ImageFormat::kUnknown);
}

TEST_CASE("what is not an image is described", "[decode]") {
  CHECK(describe_content(to_bytes("<!DOCTYPE html><html>")) == "an HTML page");
  CHECK(describe_content(to_bytes("  <svg xmlns='...'>")) == "an SVG drawing");
  CHECK(describe_content(to_bytes("Dear reader,\n")) == "text");
  CHECK(describe_content(to_bytes("version https://git-lfs.github.com/spec/v1\n")) ==
        "a Git LFS pointer, not the file itself");
  CHECK(describe_content(to_bytes("%PDF-1.7")) == "a PDF document");
  CHECK(describe_content(to_bytes("PK\x03\x04"sv)) == "a zip archive");
  CHECK(describe_content(to_bytes("\0\0\0\0\0\0\0\0"sv)) == "zero bytes only");
  CHECK(describe_content(to_bytes("\x01\x02\x03\x04"sv)) == "binary data of an unknown kind");
}

TEST_CASE("image extensions are known in any case", "[decode]") {
  for (const char* name : {"a.jpg", "a.JPEG", "b/c.Png", "x.webp", "x.tif", "x.gif", "x.HEIC"})
    CHECK(has_image_extension(name));
  for (const char* name : {"README.txt", "jpg", ".jpg", "a.jpg.part", "a"})
    CHECK_FALSE(has_image_extension(name));
}

TEST_CASE("CRC-32 has its published check value", "[decode]") {
  CHECK(crc32(to_bytes("123456789")) == 0xCBF43926U);
  CHECK(crc32({}) == 0);
  CHECK(crc32(to_bytes("IEND")) == 0xAE426082U);
}

}  // namespace
}  // namespace resnext
