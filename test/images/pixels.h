// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "images/image.h"

#include <opencv2/imgcodecs.hpp>

namespace resnext::testing {

using Bytes = std::vector<std::byte>;

inline Bytes to_bytes(std::string_view text) {
  Bytes bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

/// Reproducible noise.
inline Image noise(int width, int height, unsigned seed = 1) {
  std::mt19937 generator(seed);
  Image image{width, height, {}};
  image.rgb.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3);
  for (std::uint8_t& value : image.rgb) value = static_cast<std::uint8_t>(generator() >> 24);
  return image;
}

/// The file that OpenCV writes for an image; `extension` as in ".png".
inline Bytes encode(const Image& image, const std::string& extension,
                    const std::vector<int>& parameters = {}) {
  cv::Mat pixels(image.height, image.width, CV_8UC3);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const std::uint8_t* rgb = image.rgb.data() + (std::ptrdiff_t{y} * image.width + x) * 3;
      pixels.at<cv::Vec3b>(y, x) = cv::Vec3b(rgb[2], rgb[1], rgb[0]);
    }
  }
  std::vector<std::uint8_t> file;
  cv::imencode(extension, pixels, file, parameters);
  const auto* first = reinterpret_cast<const std::byte*>(file.data());
  return {first, first + file.size()};
}

}  // namespace resnext::testing
