// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "images/decode/opencv_decode.h"
#include "images/decode/webp_container.h"
#include "images/image.h"

// The interface between the program and the module of codecs that it loads.
namespace resnext {

/// The functions of the module built from images/decode/opencv/. The same compiler builds the
/// module and the program, so that C++ types and exceptions may cross. All are thread-safe.
struct OpencvCodecs {
  /// RESNEXT_OPENCV_INTERFACE as the module was built: a hash of the headers that both include, and
  /// the compiler. It comes first, so that it can be read whatever follows.
  const char* interface;
  /// See decode_with_opencv.
  Image (*decode)(std::span<const std::byte> file, const char* format, int width, int height,
                  AlphaRule alpha);
  /// See webp_container.h.
  WebpContainer (*read_webp_container)(std::span<const std::byte> file);
  /// See encode.h.
  std::vector<std::byte> (*encode_jpeg)(const Image& image, int quality);
  std::vector<std::byte> (*encode_png)(const Image& image);
  /// Returns the version of the OpenCV that is loaded, such as "4.6.0".
  std::string (*version)();
  /// See webp_container.h.
  std::string (*webp_version)();
};

/// The type and the name of the module's one function.
using OpencvCodecsEntry = const OpencvCodecs*();
inline constexpr const char* kOpencvCodecsEntry = "resnext_opencv_codecs";

}  // namespace resnext
