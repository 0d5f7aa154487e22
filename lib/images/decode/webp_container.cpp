// SPDX-License-Identifier: Apache-2.0
#include "images/decode/webp_container.h"

#include "images/decode/opencv_module.h"

namespace resnext {

WebpContainer read_webp_container(std::span<const std::byte> file) {
  return opencv_codecs().read_webp_container(file);
}

}  // namespace resnext
