#pragma once

#include <string>

namespace resnext {

std::string opencv_version();

/// Of the libjpeg-turbo that the program was built with.
std::string libjpeg_version();

}  // namespace resnext
