// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "images/decode/opencv_decode.h"
#include "images/decode/webp_container.h"
#include "images/image.h"

/// The functions behind OpencvCodecs, which says what they do.
namespace resnext::opencv {

Image decode(std::span<const std::byte> file, const char* format, int width, int height,
             AlphaRule alpha);
WebpContainer read_webp_container(std::span<const std::byte> file);
std::string webp_version();
std::vector<std::byte> encode_jpeg(const Image& image, int quality);
std::vector<std::byte> encode_png(const Image& image);

}  // namespace resnext::opencv
