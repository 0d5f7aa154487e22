// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "inference/image_result.h"
#include "models/labels.h"

// Sorts photos into folders by their best class (--sort-into).
namespace resnext {

enum class SortMode {
  kPlan,  ///< writes nothing and counts
  kLink,  ///< symbolic links to the photos
  kCopy,
};

/// A folder with a folder for each class that occurs. Nothing that exists is replaced: a photo that
/// is there already stays, and of two photos with one name the second gets the hash of its path.
class SortedFolders {
 public:
  /// Throws UsageError if `folder` lies in one of `inputs` or `listed`, whose photos would be
  /// sorted again, or if one of these is an archive.
  SortedFolders(std::filesystem::path folder, SortMode mode, std::span<const Label> labels,
                const std::vector<std::string>& inputs, const std::vector<std::string>& listed);

  /// Sorts a photo; counts it as left out if it failed or no class was reported. Throws
  /// OutputError, and UsageError for a photo that has no file.
  void add(const ImageResult& result);

  /// Returns what was done, or would be: one line, which ends in a newline.
  std::string summary() const;

 private:
  void place(const ImageResult& result, const std::filesystem::path& folder);
  bool is_there(const std::filesystem::path& target, const std::filesystem::path& photo) const;
  void write(const std::filesystem::path& target, const std::filesystem::path& photo) const;

  std::filesystem::path folder_;
  SortMode mode_;
  std::vector<std::string> names_;
  std::map<int, std::uint64_t> photos_;  ///< by class
  std::uint64_t there_ = 0;              ///< of them, sorted by an earlier run
  std::uint64_t left_out_ = 0;
};

}  // namespace resnext
