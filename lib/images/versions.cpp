// SPDX-License-Identifier: Apache-2.0
#include "images/versions.h"

#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>

#include "images/decode/opencv_module.h"

#define RESNEXT_TEXT_OF(value) #value
#define RESNEXT_TEXT(macro) RESNEXT_TEXT_OF(macro)

namespace resnext {

std::string opencv_version() { return opencv_codecs().version(); }

std::string webp_version() { return opencv_codecs().webp_version(); }

std::string libjpeg_version() { return RESNEXT_TEXT(LIBJPEG_TURBO_VERSION); }

}  // namespace resnext
