// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "images/image.h"

// Decodes complete image files with OpenCV.
namespace resnext {

/// What to do with the fourth channel of a file.
enum class AlphaRule {
  kDrop,           ///< the colours are kept as they are
  kUnpremultiply,  ///< the colours are stored multiplied by it, and are divided
};

/// Decodes with OpenCV to 8 bits a channel (the high 8 of 16), never turned by EXIF.
/// `format` names the format in errors. Throws ImageError kCorrupt if OpenCV can't decode the
/// file or the result does not have the size that the caller read from the header;
/// InstallationError if OpenCV can't be loaded (opencv_module.h); std::bad_alloc.
///
/// For the whole process, OpenCV's own log is silenced, OpenCV starts no threads, libtiff's error
/// handler and those of OpenCV's libpng are replaced, and std::cerr gets a buffer that drops what
/// OpenCV writes to it while it decodes: nothing about an image goes to standard error.
Image decode_with_opencv(std::span<const std::byte> file, const char* format, int width, int height,
                         AlphaRule alpha = AlphaRule::kDrop);

}  // namespace resnext
