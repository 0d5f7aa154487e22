// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "inference/image_result.h"

// Writes class activation maps to a folder (--cam).
namespace resnext {

/// Returns the name of an image's picture: its path with "%25" for "%" and "%2F" for "/", and
/// ".png" at the end, so that no two paths share one. A name too long for a file system is cut, and
/// the path's stable_hash takes the place of the rest.
std::string activation_file_name(const std::string& path);

/// Returns the picture of a result that has an activation, as a PNG file: upright, as viewers show
/// the photo, with its evidence_text as the PNG's description. Errors as in encode_png.
std::vector<std::byte> activation_png(const ImageResult& result);

/// A folder of PNG files that show the evidence for a class. Each file appears whole or not at all.
class ActivationFiles {
 public:
  /// Creates the folder if necessary and checks that it is writable. Throws OutputError; UsageError
  /// if it lies in an input or holds one, since pictures would then be classified or replace
  /// photos. `inputs` may be patterns; those in `listed`, from a list of files, are none.
  ActivationFiles(std::filesystem::path folder, const std::vector<std::string>& inputs,
                  const std::vector<std::string>& listed = {});

  /// Throws UsageError if a picture of that input is there.
  void refuse_to_replace(const std::string& input) const;

  /// Throws UsageError if any picture is there; OutputError if the folder can't be listed.
  void refuse_to_replace_any() const;

  /// Writes the activation_png of `result`, if it has an activation.
  /// Throws OutputError; UsageError for a photo that lies in the folder.
  void write(const ImageResult& result) const;

 private:
  void refuse_inside(const std::string& input, const std::filesystem::path& whole) const;
  [[noreturn]] void throw_inside(const std::string& input) const;
  void refuse(const std::filesystem::path& input) const;

  std::filesystem::path folder_;
};

}  // namespace resnext
