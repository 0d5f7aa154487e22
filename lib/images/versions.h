#pragma once

#include <string>

namespace resnext {

/// Of the OpenCV that is used, which the call loads. Throws InstallationError as opencv_codecs
/// does.
std::string opencv_version();

/// Of the libjpeg-turbo that the program was built with.
std::string libjpeg_version();

}  // namespace resnext
