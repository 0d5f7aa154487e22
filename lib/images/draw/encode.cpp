// SPDX-License-Identifier: Apache-2.0
#include "images/draw/encode.h"

#include "images/decode/opencv_module.h"

namespace resnext {

void check_encoders() { static_cast<void>(opencv_codecs()); }

std::vector<std::byte> encode_jpeg(const Image& image, int quality) {
  return opencv_codecs().encode_jpeg(image, quality);
}

std::vector<std::byte> encode_png(const Image& image) { return opencv_codecs().encode_png(image); }

}  // namespace resnext
