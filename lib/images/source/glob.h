// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "images/source/folder_walk.h"

// Expands patterns such as "photos/**/*.jpg" without a shell.
namespace resnext {

/// Returns whether a path has one of * ? [ and so may be a pattern that was quoted in the shell.
bool is_pattern(const std::filesystem::path& path);

/// Returns whether one of the pattern's parts is "**".
bool is_recursive(const std::filesystem::path& pattern);

/// The existing paths that match a pattern, part by part, as the shell would: * ? and [...] do not
/// match a slash, nor a dot at the beginning of a name; a part "**" stands for any number of
/// folders, links to folders left out. In natural order, each folder read when its turn comes. A
/// recursive pattern matches files only. Folders that can't be read, and below "**" entries that
/// can't be examined, are returned themselves. Throws UsageError for a second "**".
class Glob : public ImageSource {
 public:
  explicit Glob(const std::filesystem::path& pattern);
  std::optional<ImageInput> next() override;

 private:
  /// A folder that is being searched for names that match the part `part`.
  struct Level {
    std::filesystem::path folder;
    std::size_t part;
    FolderListing listing;
    std::size_t next = 0;
  };

  /// Searches `folder` for the pattern's parts from number `part` on; `folder` itself matches if
  /// none is left.
  void search(const std::filesystem::path& folder, std::size_t part);
  void try_name(const std::filesystem::path& folder, std::size_t part, const std::string& name);

  std::vector<std::string> parts_;
  bool recursive_;
  std::vector<Level> levels_;
  std::vector<std::filesystem::path> found_;
};

}  // namespace resnext
