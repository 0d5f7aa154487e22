// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Reports the versions of the image libraries.
namespace resnext {

/// Returns the OpenCV version; loads OpenCV if necessary. Throws InstallationError as opencv_codecs
/// does.
std::string opencv_version();

/// Returns the version of libwebp's demuxer, which reads WebP files for OpenCV: "1.2.4". Loads and
/// throws as opencv_version does.
std::string webp_version();

/// Returns the version of the libjpeg-turbo that the program was built with.
std::string libjpeg_version();

}  // namespace resnext
