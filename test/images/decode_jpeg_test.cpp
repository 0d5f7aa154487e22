// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "images/decode/decode.h"
#include "images/pixels.h"

namespace resnext {
namespace {

using testing::Bytes;
using testing::encode;
using testing::noise;
using testing::to_bytes;
using namespace std::string_view_literals;

ImageError error_of(const Bytes& file) {
  try {
    decode_image(file, {});
  } catch (const ImageError& error) {
    return error;
  }
  FAIL("the file was accepted");
  throw std::logic_error("unreachable");
}

std::size_t find(const Bytes& file, std::string_view marker) {
  const Bytes wanted = to_bytes(marker);
  const auto found = std::search(file.begin(), file.end(), wanted.begin(), wanted.end());
  REQUIRE(found != file.end());
  return static_cast<std::size_t>(found - file.begin());
}

Bytes insert(Bytes file, std::size_t at, std::string_view text) {
  const Bytes bytes = to_bytes(text);
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin(), bytes.end());
  return file;
}

// An APP1 segment that says orientation 6.
constexpr std::string_view kExifSix =
    "\xFF\xE1\0\x22"
    "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"sv;

TEST_CASE("the end-of-image marker may be missing, the last pixels may not", "[decode]") {
  Bytes file = encode(noise(33, 21), ".jpg");
  const std::vector<std::uint8_t> whole = decode_image(file, {}).image.rgb;
  file.resize(file.size() - 2);
  CHECK(decode_image(file, {}).image.rgb == whole);
  file.resize(file.size() - 1);
  const ImageError error = error_of(file);
  CHECK(error.code() == ImageErrorCode::kTruncated);
  CHECK_THAT(error.what(), Catch::Contains("JPEG") && Catch::Contains("premature end"));
}

TEST_CASE("a photo whose data end before its end marker is truncated", "[decode]") {
  Bytes file = encode(noise(64, 64), ".jpg");
  file.erase(file.end() - 800, file.end() - 2);
  CHECK(error_of(file).code() == ImageErrorCode::kTruncated);
}

TEST_CASE("a progressive photo cut between scans is truncated", "[decode]") {
  Bytes file = encode(noise(64, 64), ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  const std::size_t first_scan = find(file, "\xFF\xDA"sv);
  const Bytes rest(file.begin() + static_cast<std::ptrdiff_t>(first_scan) + 2, file.end());
  file.resize(first_scan + 2 + find(rest, "\xFF\xC4"sv));  // up to the next scan's table
  CHECK(error_of(file).code() == ImageErrorCode::kTruncated);
}

TEST_CASE("overwritten data are corrupt", "[decode]") {
  Bytes file = encode(noise(64, 64), ".jpg", {cv::IMWRITE_JPEG_RST_INTERVAL, 2});
  const std::size_t restart = find(file, "\xFF\xD3"sv);
  file[restart + 1] = std::byte{0xD6};
  CHECK(error_of(file).code() == ImageErrorCode::kCorrupt);
}

TEST_CASE("harmless mistakes of cameras are accepted", "[decode]") {
  const Bytes file = encode(noise(33, 21), ".jpg");
  const std::vector<std::uint8_t> whole = decode_image(file, {}).image.rgb;
  const std::size_t table = find(file, "\xFF\xDB"sv);
  // Bytes between segments, a JFIF version from the future, an unknown APP segment.
  CHECK(decode_image(insert(file, table, "\1\2\3"sv), {}).image.rgb == whole);
  CHECK(decode_image(insert(file, table, "\xFF\xEC\0\x05xyz"sv), {}).image.rgb == whole);
  Bytes future = file;
  future[find(file, "JFIF"sv) + 5] = std::byte{9};
  CHECK(decode_image(future, {}).image.rgb == whole);
  // Padding before the end marker.
  CHECK(decode_image(insert(file, file.size() - 2, "\0\0\0\0"sv), {}).image.rgb == whole);
}

TEST_CASE("photos are turned only if asked to", "[decode]") {
  const Bytes file = insert(encode(noise(33, 21), ".jpg"), 2, kExifSix);
  const DecodedImage stored = decode_image(file, {});
  CHECK(stored.image.width == 33);
  CHECK(stored.exif_orientation == 6);
  CHECK_FALSE(stored.exif_applied);

  DecodeOptions options;
  options.exif = ExifMode::kApply;
  const DecodedImage upright = decode_image(file, options);
  CHECK(upright.image.width == 21);
  CHECK(upright.image.height == 33);
  CHECK(upright.exif_orientation == 6);
  CHECK(upright.exif_applied);
  // The top right pixel of the upright photo is the top left one of the stored.
  CHECK(std::equal(upright.image.rgb.begin() + 60, upright.image.rgb.begin() + 63,
                   stored.image.rgb.begin()));

  const DecodedImage plain = decode_image(encode(noise(33, 21), ".jpg"), options);
  CHECK(plain.exif_orientation == 1);
  CHECK_FALSE(plain.exif_applied);
}

TEST_CASE("unsupported kinds of JPEG are named", "[decode]") {
  Bytes file = encode(noise(33, 21), ".jpg");
  const std::size_t frame = find(file, "\xFF\xC0"sv);
  Bytes lossless = file;
  lossless[frame + 1] = std::byte{0xC3};
  CHECK(error_of(lossless).code() == ImageErrorCode::kUnsupported);
  Bytes twelve_bits = file;
  twelve_bits[frame + 4] = std::byte{12};
  CHECK(error_of(twelve_bits).code() == ImageErrorCode::kUnsupported);
}

TEST_CASE("grey photos have three equal channels", "[decode]") {
  cv::Mat grey(8, 8, CV_8UC1, cv::Scalar(99));
  std::vector<std::uint8_t> file;
  cv::imencode(".jpg", grey, file);
  const DecodedImage decoded = decode_image(std::as_bytes(std::span(file)), {});
  CHECK(decoded.image.rgb == std::vector<std::uint8_t>(192, 99));
}

TEST_CASE("a photo may be decoded at a fraction of its size, if that is enough", "[decode]") {
  const Bytes file = encode(noise(800, 640), ".jpg");
  const auto size_for = [&file](int enough) {
    DecodeOptions options;
    options.enough_short_side = enough;
    const Image image = decode_image(file, options).image;
    CHECK(image.rgb.size() ==
          static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3);
    return std::pair(image.width, image.height);
  };
  CHECK(size_for(0) == std::pair(800, 640));
  CHECK(size_for(640) == std::pair(800, 640));
  CHECK(size_for(1000) == std::pair(800, 640));
  CHECK(size_for(560) == std::pair(700, 560));
  CHECK(size_for(256) == std::pair(400, 320));
  CHECK(size_for(1) == std::pair(100, 80));
  Bytes cut = file;
  cut.resize(cut.size() / 2);
  DecodeOptions options;
  options.enough_short_side = 100;
  CHECK_THROWS_AS(decode_image(cut, options), ImageError);
}

}  // namespace
}  // namespace resnext
