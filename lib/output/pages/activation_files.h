#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "inference/image_result.h"

namespace resnext {

/// The name of an image's picture: its path with "%25" for "%" and "%2F" for "/", and ".png" behind
/// it, so that no two paths share one. What would be longer than a file's name may be is cut, with
/// the path's stable_hash in its place.
std::string activation_file_name(const std::string& path);

/// A folder of PNG files that show what speaks for a class. Each file appears whole or not at all.
class ActivationFiles {
 public:
  /// Creates the folder if need be and sees that files can be written to it. Throws OutputError;
  /// UsageError if it lies in one of the `inputs` or holds one, since then pictures would be
  /// classified, or replace photos.
  ActivationFiles(std::filesystem::path folder, const std::vector<std::string>& inputs);

  /// Writes the picture of `result`, if it has an activation: upright, as viewers show the photo.
  /// Throws OutputError, UsageError for a photo that lies in the folder.
  void write(const ImageResult& result) const;

 private:
  void refuse(const std::filesystem::path& input) const;

  std::filesystem::path folder_;
};

}  // namespace resnext
