#include "pipeline/versions.h"

#include <cstdio>  // jpeglib.h needs it

#include <jpeglib.h>
#include <opencv2/core/utility.hpp>

#define RESNEXT_TEXT_OF(value) #value
#define RESNEXT_TEXT(macro) RESNEXT_TEXT_OF(macro)

namespace resnext {

std::string opencv_version() { return cv::getVersionString(); }

std::string libjpeg_version() { return RESNEXT_TEXT(LIBJPEG_TURBO_VERSION); }

}  // namespace resnext
