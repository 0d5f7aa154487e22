// SPDX-License-Identifier: Apache-2.0
#include "images/decode/decode.h"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <cstdio>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/error.h"
#include "images/decode/crc32.h"
#include "images/pixels.h"

namespace resnext {
namespace {

using testing::Bytes;
using testing::encode;
using testing::noise;
using testing::to_bytes;
using namespace std::string_view_literals;

// The outcome of decoding: an image or an error.
struct Outcome {
  std::optional<DecodedImage> decoded;
  std::optional<ImageErrorCode> code;
  std::string message;
};

Outcome decode(std::span<const std::byte> file, const DecodeOptions& options = {}) {
  Outcome outcome;
  try {
    outcome.decoded = decode_image(file, options);
  } catch (const ImageError& error) {
    outcome.code = error.code();
    outcome.message = error.what();
  }
  return outcome;
}

struct Sample {
  const char* name;
  Bytes file;
  bool lossless;
  bool checksums;  // a changed byte can't go unnoticed
};

// Every format, small enough to be cut at every byte.
std::vector<Sample> samples() {
  const Image image = noise(19, 14);
  return {
      {"jpeg", encode(image, ".jpg"), false, false},
      {"progressive jpeg", encode(image, ".jpg", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}), false, false},
      {"jpeg with restarts", encode(image, ".jpg", {cv::IMWRITE_JPEG_RST_INTERVAL, 1}), false,
       false},
      {"png", encode(image, ".png"), true, true},
      {"lossy webp", encode(image, ".webp", {cv::IMWRITE_WEBP_QUALITY, 80}), false, false},
      {"lossless webp", encode(image, ".webp", {cv::IMWRITE_WEBP_QUALITY, 101}), true, false},
      {"bmp", encode(image, ".bmp"), true, false},
      {"uncompressed tiff", encode(image, ".tiff", {cv::IMWRITE_TIFF_COMPRESSION, 1}), true, false},
      {"lzw tiff", encode(image, ".tiff", {cv::IMWRITE_TIFF_COMPRESSION, 5}), true, false},
      {"deflate tiff", encode(image, ".tiff", {cv::IMWRITE_TIFF_COMPRESSION, 8}), true, false},
  };
}

// Captures all output to stderr until it is destroyed.
class StderrCapture {
 public:
  StderrCapture() : file_(std::tmpfile()), kept_(::dup(STDERR_FILENO)) {
    std::fflush(stderr);
    ::dup2(::fileno(file_), STDERR_FILENO);
  }
  StderrCapture(const StderrCapture&) = delete;
  StderrCapture& operator=(const StderrCapture&) = delete;
  ~StderrCapture() {
    std::fflush(stderr);
    ::dup2(kept_, STDERR_FILENO);
    ::close(kept_);
    std::fclose(file_);
  }

  /// Returns how many bytes there are so far.
  off_t size() const {
    std::fflush(stderr);
    return ::lseek(::fileno(file_), 0, SEEK_END);
  }

 private:
  std::FILE* file_;
  int kept_;
};

TEST_CASE("lossless files come back byte for byte", "[decode]") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const Outcome outcome = decode(sample.file);
    INFO(outcome.message);
    REQUIRE(outcome.decoded);
    CHECK(outcome.decoded->image.width == 19);
    CHECK(outcome.decoded->image.height == 14);
    CHECK(outcome.decoded->exif_orientation == 1);
    CHECK_FALSE(outcome.decoded->exif_applied);
    if (sample.lossless) CHECK(outcome.decoded->image.rgb == noise(19, 14).rgb);
  }
}

TEST_CASE("a file cut anywhere is an error, or lacks nothing", "[decode]") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::vector<std::uint8_t> whole = decode(sample.file).decoded.value().image.rgb;
    const StderrCapture on_stderr;
    for (std::size_t size = 1; size < sample.file.size(); ++size) {
      CAPTURE(size, sample.file.size());
      const Outcome outcome = decode(std::span(sample.file).first(size));
      if (outcome.decoded) {
        REQUIRE(outcome.decoded->image.rgb == whole);
        REQUIRE(size + 2 >= sample.file.size());
      } else if (size >= 18) {  // less can't be told from other binary data
        INFO(outcome.message);
        REQUIRE(outcome.code == ImageErrorCode::kTruncated);
      }
    }
    CHECK(on_stderr.size() == 0);
  }
}

TEST_CASE("bytes after the end of the image do no harm", "[decode]") {
  for (Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::vector<std::uint8_t> whole = decode(sample.file).decoded.value().image.rgb;
    const Bytes tail = to_bytes("some trailer \xFF\xD8\xFF\xD9"sv);
    sample.file.insert(sample.file.end(), tail.begin(), tail.end());
    CHECK(decode(sample.file).decoded.value().image.rgb == whole);
  }
}

TEST_CASE("damaged files give an image or an error, nothing else", "[decode]") {
  std::mt19937 generator(5);
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    const std::vector<std::uint8_t> whole = decode(sample.file).decoded.value().image.rgb;
    DecodeOptions options;
    options.max_pixels = 1'000'000;
    int noticed = 0;
    const StderrCapture on_stderr;
    for (int round = 0; round < 300; ++round) {
      Bytes damaged = sample.file;
      for (int flips = 1 + round % 3; flips > 0; --flips)
        damaged[generator() % damaged.size()] ^= static_cast<std::byte>(1U << generator() % 8);
      const Outcome outcome = decode(damaged, options);
      if (outcome.code) ++noticed;
      if (outcome.decoded && sample.checksums) REQUIRE(outcome.decoded->image.rgb == whole);
    }
    if (sample.checksums) CHECK(noticed > 200);
  }
}

TEST_CASE("damage inside a compressed TIFF strip is noticed", "[decode]") {
  const Image flat{200, 200, std::vector<std::uint8_t>(120'000, 77)};
  Bytes file = encode(flat, ".tiff", {cv::IMWRITE_TIFF_COMPRESSION, 8});
  for (std::size_t i = 0; i < 6; ++i) file[12 + i] ^= std::byte{0xFF};
  const StderrCapture on_stderr;
  CHECK(decode(file).code == ImageErrorCode::kCorrupt);
}

// 4 x 4 grey pixels, uncompressed; the directory comes first, so that a cut takes pixels.
Bytes tiff_with_directory_first() {
  std::string text = "II*";
  const auto append = [&](unsigned value, int bytes) {
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> 8 * i & 0xFFU);
  };
  constexpr unsigned kFields[][2] = {{256, 4},   {257, 4}, {258, 8}, {259, 1}, {262, 1},
                                     {273, 122}, {277, 1}, {278, 4}, {279, 16}};
  append(0, 1);
  append(8, 4);
  append(9, 2);
  for (const auto& [tag, value] : kFields) {
    append(tag, 2);
    append(4, 2);  // LONG
    append(1, 4);
    append(value, 4);
  }
  append(0, 4);
  return to_bytes(text + "0123456789abcdef");
}

TEST_CASE("a TIFF whose pixels are cut off is truncated, not filled up", "[decode]") {
  Bytes file = tiff_with_directory_first();
  const std::vector<std::uint8_t> pixels = decode(file).decoded.value().image.rgb;
  CHECK(pixels.size() == 48);
  CHECK(pixels.front() == '0');
  CHECK(pixels.back() == 'f');
  Bytes too_short = file;
  file.pop_back();
  const Outcome cut = decode(file);
  CHECK(cut.code == ImageErrorCode::kTruncated);
  CHECK_THAT(cut.message, Catch::Contains("ends at byte 138, the file has 137"));
  too_short[114] = std::byte{15};  // the strip's byte count
  CHECK(decode(too_short).code == ImageErrorCode::kCorrupt);
}

TEST_CASE("the size limit is checked before the pixels", "[decode]") {
  for (const Sample& sample : samples()) {
    CAPTURE(sample.name);
    DecodeOptions options;
    options.max_pixels = 266;
    CHECK(decode(sample.file, options).decoded);
    options.max_pixels = 265;
    const Outcome outcome = decode(sample.file, options);
    CHECK(outcome.code == ImageErrorCode::kTooLarge);
    CHECK_THAT(outcome.message, Catch::Contains("19 x 14") && Catch::Contains("265"));
  }
}

TEST_CASE("a PNG bomb's header is enough to refuse it", "[decode]") {
  Bytes file = encode(noise(4, 4), ".png");
  for (const std::size_t at : {16U, 20U}) file[at + 2] = std::byte{0xFF};  // 65284 x 65284 pixels
  const auto crc = crc32(std::span(file).subspan(12, 17));
  for (std::size_t i = 0; i < 4; ++i) file[29 + i] = static_cast<std::byte>(crc >> (24 - 8 * i));
  const Outcome outcome = decode(file);
  CHECK(outcome.code == ImageErrorCode::kTooLarge);
  CHECK_THAT(outcome.message, Catch::Contains("65284 x 65284") && Catch::Contains("200000000"));
}

TEST_CASE("unsupported formats are named", "[decode]") {
  const auto refusal = [](std::string_view content) {
    const Outcome outcome = decode(to_bytes(content));
    CHECK(outcome.code == ImageErrorCode::kUnsupported);
    CHECK_THAT(outcome.message, Catch::Contains("JPEG, PNG, WebP, BMP and TIFF are read"));
    return outcome.message;
  };
  CHECK_THAT(refusal("<!DOCTYPE html><html>404"), Catch::Contains("an HTML page"));
  CHECK_THAT(refusal("hello"), Catch::Contains("text"));
  CHECK_THAT(refusal("GIF89a\1\0\1\0"sv), Catch::Contains("GIF"));
  CHECK_THAT(refusal("\0\0\0\x18"
                     "ftypheic\0\0\0\0mif1heic"sv),
             Catch::Contains("HEIC"));
  CHECK_THAT(refusal("\0\0\0\x18"
                     "ftypavif\0\0\0\0mif1avif"sv),
             Catch::Contains("AVIF"));
  CHECK(decode({}).code == ImageErrorCode::kEmpty);
}

TEST_CASE("a PNG whose chunks lie is corrupt", "[decode]") {
  const Bytes file = encode(noise(5, 5), ".png");
  Bytes damaged = file;
  damaged[50] ^= std::byte{1};  // in the compressed data
  const Outcome outcome = decode(damaged);
  CHECK(outcome.code == ImageErrorCode::kCorrupt);
  CHECK_THAT(outcome.message, Catch::Contains("IDAT") && Catch::Contains("checksum"));
  Bytes renamed = file;
  renamed[12] = std::byte{'X'};
  CHECK(decode(renamed).code == ImageErrorCode::kCorrupt);
}

TEST_CASE("alpha is dropped, not composited", "[decode]") {
  cv::Mat pixels(1, 2, CV_8UC4);
  pixels.at<cv::Vec4b>(0, 0) = {30, 20, 10, 0};
  pixels.at<cv::Vec4b>(0, 1) = {60, 50, 40, 128};
  for (const char* extension : {".png", ".tiff", ".bmp"}) {
    CAPTURE(extension);
    std::vector<std::uint8_t> file;
    cv::imencode(extension, pixels, file);
    const Outcome outcome = decode(std::as_bytes(std::span(file)));
    INFO(outcome.message);
    REQUIRE(outcome.decoded);
    CHECK(outcome.decoded->image.rgb == std::vector<std::uint8_t>{10, 20, 30, 40, 50, 60});
  }
}

TEST_CASE("16-bit samples keep their high eight bits", "[decode]") {
  cv::Mat grey(1, 3, CV_16UC1);
  grey.at<std::uint16_t>(0, 0) = 0x00FF;
  grey.at<std::uint16_t>(0, 1) = 0x80FF;
  grey.at<std::uint16_t>(0, 2) = 0xFFFF;
  for (const char* extension : {".png", ".tiff"}) {
    CAPTURE(extension);
    std::vector<std::uint8_t> file;
    cv::imencode(extension, grey, file);
    CHECK(decode(std::as_bytes(std::span(file))).decoded.value().image.rgb ==
          std::vector<std::uint8_t>{0, 0, 0, 128, 128, 128, 255, 255, 255});
  }
}

TEST_CASE("many threads may decode at once", "[decode]") {
  const std::vector<Sample> all = samples();
  std::vector<std::thread> threads;
  std::vector<int> correct(4, 0);
  threads.reserve(correct.size());
  for (int& count : correct) {
    threads.emplace_back([&all, &count] {
      for (const Sample& sample : all) {
        const Outcome outcome = decode(sample.file);
        if (outcome.decoded &&
            (!sample.lossless || outcome.decoded->image.rgb == noise(19, 14).rgb))
          ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : correct) CHECK(count == static_cast<int>(all.size()));
}

}  // namespace
}  // namespace resnext
