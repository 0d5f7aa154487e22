#pragma once

#include <filesystem>
#include <string>

#include "models/preprocessing.h"

namespace resnext {

/// What one thread needs for a photo before the network can have it; medians, seconds.
struct PhotoTimes {
  std::string photo;  ///< path, or "made up"
  int width = 0;      ///< pixels
  int height = 0;
  double decode = 0;      ///< the file's bytes to all its pixels
  double preprocess = 0;  ///< these to the network's input: resized, cropped, normalised
  double prepare = 0;     ///< both at once, as the program does it: rows are resized as they come
};

/// Reads and decodes once what time_photo will be asked to time. Throws UsageError that names the
/// file if that fails.
void check_photo(const std::filesystem::path& photo);

/// Times `photo`, or, if that is empty, a JPEG of 1600 x 1200 pixels that is made for it. Throws
/// ImageError for a photo that check_photo refuses, InstallationError if a JPEG can't be made.
PhotoTimes time_photo(const std::filesystem::path& photo, const Preprocessing& preprocessing,
                      int runs);

}  // namespace resnext
