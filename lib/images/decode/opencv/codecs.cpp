// SPDX-License-Identifier: Apache-2.0
// The module's entry point, its only visible symbol.

#include "images/decode/opencv/codecs.h"

#include <opencv2/core/utility.hpp>

#include "images/decode/opencv_codecs.h"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" __attribute__((visibility("default"))) resnext::OpencvCodecsEntry resnext_opencv_codecs;

const resnext::OpencvCodecs* resnext_opencv_codecs() {
  static constexpr resnext::OpencvCodecs kCodecs{RESNEXT_OPENCV_INTERFACE,
                                                 resnext::opencv::decode,
                                                 resnext::opencv::read_webp_container,
                                                 resnext::opencv::encode_jpeg,
                                                 resnext::opencv::encode_png,
                                                 [] { return std::string(cv::getVersionString()); },
                                                 resnext::opencv::webp_version};
  return &kCodecs;
}
