// SPDX-License-Identifier: Apache-2.0
#include "fuzz/image_target.h"

// Covers the reader up to OpenCV, which codecs_without_opencv.cpp replaces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return resnext::expect_image_or_error(data, size, [](std::span<const std::byte> file) {
    return resnext::decode_tiff(file, resnext::fuzz_decode_options());
  });
}
