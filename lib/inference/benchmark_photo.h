// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "models/preprocessing.h"

// Times what happens to a photo before the network sees it.
namespace resnext {

/// Medians over the runs, in seconds of one thread.
struct PhotoTimes {
  std::string photo;  ///< path, or "synthetic"
  int width = 0;      ///< pixels
  int height = 0;
  double decode = 0;      ///< from the file's bytes to all its pixels
  double preprocess = 0;  ///< from pixels to the network's input: resized, cropped, normalised
  double prepare = 0;     ///< both at once, as the program does it: rows are resized as they come
};

/// Reads and decodes a photo once. Throws UsageError that names the file if that fails.
void check_photo(const std::filesystem::path& photo);

/// Times `photo` or, if that is empty, a synthetic JPEG of 1600 x 1200 pixels. Throws
/// ImageError for a photo that check_photo refuses, InstallationError if a JPEG can't be made.
PhotoTimes time_photo(const std::filesystem::path& photo, const Preprocessing& preprocessing,
                      int runs);

}  // namespace resnext
