// SPDX-License-Identifier: Apache-2.0
#include "images/decode/opencv_decode.h"

#include "images/decode/opencv_module.h"

namespace resnext {

Image decode_with_opencv(std::span<const std::byte> file, const char* format, int width, int height,
                         AlphaRule alpha) {
  return opencv_codecs().decode(file, format, width, height, alpha);
}

}  // namespace resnext
