// SPDX-License-Identifier: Apache-2.0
#include "images/decode/opencv/codecs.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "base/error.h"
#include "images/decode/opencv/codec_messages.h"

namespace resnext::opencv {
namespace {

std::uint8_t to_byte(std::uint8_t value) { return value; }
std::uint8_t to_byte(std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); }

// As Pillow reads associated alpha: truncated, never above white.
std::uint8_t divide(int colour, int alpha) {
  if (alpha == 0 || alpha == 255) return static_cast<std::uint8_t>(alpha == 0 ? 0 : colour);
  return static_cast<std::uint8_t>(std::min(255, 255 * colour / alpha));
}

// OpenCV's channel order is grey, B G R or B G R A.
template <typename Sample>
void copy_row(const Sample* source, int channels, AlphaRule alpha, int width, std::uint8_t* out) {
  for (int x = 0; x < width; ++x, source += channels) {
    for (int channel = 0; channel < 3; ++channel) {
      const std::uint8_t colour = to_byte(source[channels < 3 ? 0 : 2 - channel]);
      const bool multiplied = alpha == AlphaRule::kUnpremultiply && channels == 4;
      *out++ = multiplied ? divide(colour, to_byte(source[3])) : colour;
    }
  }
}

Image to_image(const cv::Mat& pixels, AlphaRule alpha) {
  const std::size_t row_bytes = static_cast<std::size_t>(pixels.cols) * 3;
  Image image{pixels.cols, pixels.rows, {}};
  image.rgb.resize(row_bytes * static_cast<std::size_t>(pixels.rows));
  for (int y = 0; y < pixels.rows; ++y) {
    std::uint8_t* const out = image.rgb.data() + static_cast<std::size_t>(y) * row_bytes;
    if (pixels.depth() == CV_16U) {
      copy_row(pixels.ptr<std::uint16_t>(y), pixels.channels(), alpha, pixels.cols, out);
    } else {
      copy_row(pixels.ptr<std::uint8_t>(y), pixels.channels(), alpha, pixels.cols, out);
    }
  }
  return image;
}

cv::Mat run_opencv(std::span<const std::byte> file, const std::string& format, AlphaRule alpha) {
  if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    throw ImageError(ImageErrorCode::kTooLarge,
                     format + ": files of 2 GiB and more are not supported");
  }
  // imdecode reads the bytes only, though cv::Mat can't express that.
  const cv::Mat bytes(1, static_cast<int>(file.size()), CV_8UC1,
                      const_cast<std::byte*>(file.data()));
  const int flags = alpha == AlphaRule::kUnpremultiply
                        ? cv::IMREAD_UNCHANGED
                        : cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH | cv::IMREAD_IGNORE_ORIENTATION;
  try {
    return cv::imdecode(bytes, flags);
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) throw std::bad_alloc();
    throw ImageError(ImageErrorCode::kCorrupt, format + ": OpenCV can't decode it: " + error.err);
  }
}

// Returns whether decoding failed for lack of memory. OpenCV and the libraries below it keep that
// to themselves and report a file that can't be decoded; so see whether there is enough now, for
// the pixels with 16 bits a channel and what the libraries need besides.
bool lacks_memory(const std::string& message, int width, int height) {
  if (message.find("allocate") != std::string::npos ||
      message.find("No space") != std::string::npos ||
      message.find("ut of memory") != std::string::npos) {
    return true;
  }
  constexpr std::size_t kBytesPerPixel = 8;
  constexpr std::size_t kBesides = std::size_t{4} << 20;
  const std::size_t pixels = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  void* volatile probe = std::malloc(pixels * kBytesPerPixel + kBesides);  // not optimized away
  std::free(probe);
  return probe == nullptr;
}

}  // namespace

Image decode(std::span<const std::byte> file, const char* format, int width, int height,
             AlphaRule alpha) {
  const CodecMessages messages;
  const std::string name = format;
  const cv::Mat pixels = run_opencv(file, name, alpha);
  if (pixels.empty() || !messages.error().empty()) {
    if (lacks_memory(messages.error(), width, height)) {
      throw std::bad_alloc();
    }
    throw ImageError(ImageErrorCode::kCorrupt,
                     name + ": the compressed data can't be decoded" +
                         (messages.error().empty() ? "" : " (" + messages.error() + ")"));
  }
  if (pixels.cols != width || pixels.rows != height) {
    throw ImageError(ImageErrorCode::kCorrupt,
                     name + ": the header says " + std::to_string(width) + " x " +
                         std::to_string(height) + " pixels, the data have " +
                         std::to_string(pixels.cols) + " x " + std::to_string(pixels.rows));
  }
  if (pixels.depth() != CV_8U && pixels.depth() != CV_16U) {
    throw ImageError(ImageErrorCode::kUnsupported,
                     name + ": only 8 and 16 bits a channel are supported");
  }
  return to_image(pixels, alpha);
}

}  // namespace resnext::opencv
