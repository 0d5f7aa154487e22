// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "images/source/image_source.h"

// Finds the images in a folder and its subfolders.
namespace resnext {

/// The entries of one folder in natural order: the names alone, end to end, so that a folder of a
/// million files costs some 30 MB.
class FolderListing {
 public:
  /// Reads the folder; `hidden` includes names that begin with a dot, except "." and "..".
  explicit FolderListing(const std::filesystem::path& folder, bool hidden = false);

  std::size_t size() const { return starts_.size(); }
  std::string_view name(std::size_t index) const { return names_.data() + starts_[index]; }
  bool failed() const { return failed_; }  ///< the folder could not be read to its end

 private:
  std::vector<char> names_;  ///< each ends in NUL
  std::vector<std::uint64_t> starts_;
  bool failed_ = false;
};

/// Walks a folder recursively: its entries in natural order (natural_order.h), files and folders
/// mixed, hidden entries (a name that begins with a dot) left out. Links are followed; a link back
/// to a folder that is being walked is left out. A file counts as an image if its content begins
/// like one, whatever its name, or if its name has an image extension, whatever its content, so
/// that a broken photo is reported instead of being skipped silently. A folder that can't
/// be read is returned itself: read_image_file names the reason. Only the folders between the root
/// and the current file are held in memory.
class FolderWalk : public ImageSource {
 public:
  explicit FolderWalk(const std::filesystem::path& root);
  std::optional<ImageInput> next() override;

 private:
  using FolderId = std::pair<dev_t, ino_t>;
  struct Level {
    std::filesystem::path folder;
    FolderId id;
    FolderListing listing;
    std::size_t next = 0;
  };

  /// Enters `folder`, unless the walk is in it already. Returns false if it can't be read.
  bool enter(const std::filesystem::path& folder);

  std::vector<Level> levels_;
  std::set<FolderId> open_;
  std::optional<ImageInput> unreadable_;  ///< the root, if it can't be read
};

}  // namespace resnext
