// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <string>
#include <utility>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "base/error.h"
#include "images/decode/opencv/codecs.h"

namespace resnext::opencv {
namespace {

constexpr int kPngCompression = 3;  // zlib's; higher ones take much longer for few bytes

std::vector<std::byte> encode(const Image& image, const char* extension,
                              const std::vector<int>& parameters) {
  const std::string failed = std::string("a picture (") + extension + ") can't be made";
  Image swapped = image;
  for (std::size_t i = 0; i + 2 < swapped.rgb.size(); i += 3) {
    std::swap(swapped.rgb[i], swapped.rgb[i + 2]);  // OpenCV's order is B G R
  }
  const cv::Mat pixels(swapped.height, swapped.width, CV_8UC3, swapped.rgb.data());
  std::vector<unsigned char> file;
  try {
    if (!cv::imencode(extension, pixels, file, parameters)) {
      throw ImageError(ImageErrorCode::kCorrupt, failed);
    }
  } catch (const cv::Exception& error) {
    throw ImageError(ImageErrorCode::kCorrupt, failed + ": " + error.err);
  }
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::vector<std::byte> encode_jpeg(const Image& image, int quality) {
  return encode(image, ".jpg", {cv::IMWRITE_JPEG_QUALITY, quality});
}

std::vector<std::byte> encode_png(const Image& image) {
  return encode(image, ".png", {cv::IMWRITE_PNG_COMPRESSION, kPngCompression});
}

}  // namespace resnext::opencv
