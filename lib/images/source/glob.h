#pragma once

#include <string>
#include <vector>

#include "images/source/folder_walk.h"

namespace resnext {

/// True if a path has one of * ? [ and may so be a pattern that the shell was kept from expanding.
bool is_pattern(const std::filesystem::path& path);

/// True if one of its parts is "**".
bool is_recursive(const std::filesystem::path& pattern);

/// The existing paths that match a pattern, part by part, as the shell would: * ? and [...] do not
/// match a slash, nor a dot at the beginning of a name; a part "**" stands for any number of
/// folders, links to folders left out. In natural order, each folder read when its turn comes. A
/// recursive pattern matches files only. Throws UsageError for a second "**".
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

  /// Looks for the part of number `part` and those that follow in `folder`; a match if none is
  /// left.
  void search(const std::filesystem::path& folder, std::size_t part);
  void try_name(const std::filesystem::path& folder, std::size_t part, const std::string& name);

  std::vector<std::string> parts_;
  bool recursive_;
  std::vector<Level> levels_;
  std::vector<std::filesystem::path> found_;
};

}  // namespace resnext
