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
  /// Reads the folder; `hidden` includes names that begin with a dot, except "." and "..". Throws
  /// UsageError if the process has no file descriptor left.
  explicit FolderListing(const std::filesystem::path& folder, bool hidden = false);

  std::size_t size() const { return starts_.size(); }
  std::string_view name(std::size_t index) const { return names_.data() + starts_[index]; }
  /// Returns 0, or why the folder could not be read to its end, as an errno value.
  int error() const { return error_; }

 private:
  std::vector<char> names_;  ///< each ends in NUL
  std::vector<std::uint64_t> starts_;
  int error_ = 0;
};

/// Walks a folder recursively: its entries in natural order (natural_order.h), files and folders
/// mixed, hidden entries (a name that begins with a dot) left out. Links are followed; a link back
/// to a folder that is being walked is left out. A file counts as an image if its content begins
/// like one, whatever its name, or if its name has an image extension, whatever its content, so
/// that a broken photo is reported instead of being skipped silently. Folders that can't be read,
/// and entries that can't be examined, are returned themselves: read_image_file names the reason.
/// Only the folders between the root and the current file are held in memory. Throws UsageError if
/// the process has no file descriptor left.
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
