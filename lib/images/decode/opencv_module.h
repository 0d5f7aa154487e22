// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "images/decode/opencv_codecs.h"

// Loads the module of codecs that needs OpenCV.
namespace resnext {

/// Returns OpenCV's codecs; the first call loads them, and they stay until the process ends. They
/// lie in a file of their own, ../lib/resnext-classify/resnext-opencv-codecs.so as seen from the
/// program's folder, or beside the program. Throws InstallationError if it is missing or can't be
/// loaded; a later call tries again. Thread-safe.
const OpencvCodecs& opencv_codecs();

}  // namespace resnext
