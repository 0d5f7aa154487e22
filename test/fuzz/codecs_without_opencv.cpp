// SPDX-License-Identifier: Apache-2.0
#include "images/decode/opencv/codecs.h"
#include "images/decode/opencv_codecs.h"
#include "images/decode/opencv_module.h"

// Replaces the OpenCV module in fuzzers, which test this project's readers: decoding gives a black
// image of the size that the reader found.
namespace resnext {
namespace {

Image decode(std::span<const std::byte> file, const char* /*format*/, int width, int height,
             AlphaRule /*alpha*/) {
  unsigned sum = 0;
  for (const std::byte byte : file) {
    sum += std::to_integer<unsigned>(byte);
  }
  static volatile unsigned sink = 0;
  sink = sum;  // keeps the reads, which detect spans that reach outside the file
  static_cast<void>(sink);
  Image image{width, height, {}};
  image.rgb.resize(std::size_t{3} * static_cast<unsigned>(width) * static_cast<unsigned>(height));
  return image;
}

}  // namespace

const OpencvCodecs& opencv_codecs() {
  static const OpencvCodecs codecs{"",      decode, opencv::read_webp_container, nullptr, nullptr,
                                   nullptr, nullptr};
  return codecs;
}

}  // namespace resnext
