// SPDX-License-Identifier: Apache-2.0
#include "images/source/folder_walk.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/files/folder_entries.h"
#include "base/text/natural_order.h"
#include "images/decode/image_format.h"
#include "images/source/image_files.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

// Opening a FIFO waits until somebody writes: in a folder that nobody chose file by file, never.
// What can't be examined may be an image: it is wanted, so that its record says why. A link that
// leads to itself is not.
bool is_wanted(const fs::path& path, const fs::file_status& status, const std::error_code& error) {
  if (status.type() == fs::file_type::none && error != std::errc::too_many_symbolic_link_levels)
    return true;
  if (fs::is_regular_file(status))
    return has_image_extension(path) || sniff_file(path) != SniffedFile::kOther;
  return has_image_extension(path) && !fs::is_fifo(status);
}

}  // namespace

FolderListing::FolderListing(const fs::path& folder, bool hidden) {
  const std::error_code error = visit_folder(folder, [this, hidden](std::string_view name) {
    if (hidden || !name.starts_with('.')) {
      starts_.push_back(names_.size());
      names_.insert(names_.end(), name.begin(), name.end());
      names_.push_back('\0');
    }
  });
  error_ = error.value();
  check_descriptors_left(folder, error_);
  std::ranges::sort(starts_, [this](std::uint64_t a, std::uint64_t b) {
    return natural_less(names_.data() + a, names_.data() + b);
  });
}

FolderWalk::FolderWalk(const fs::path& root) {
  if (!enter(root)) unreadable_ = ImageInput{root};
}

bool FolderWalk::enter(const fs::path& folder) {
  struct stat status {};
  if (stat(folder.c_str(), &status) != 0) return false;
  const FolderId id = {status.st_dev, status.st_ino};
  if (open_.contains(id)) return true;
  FolderListing listing(folder);
  const bool readable = listing.error() == 0;
  open_.insert(id);
  levels_.push_back({folder, id, std::move(listing)});
  return readable;
}

std::optional<ImageInput> FolderWalk::next() {
  if (unreadable_) return std::exchange(unreadable_, std::nullopt);
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.next == level.listing.size()) {
      open_.erase(level.id);
      levels_.pop_back();
      continue;
    }
    fs::path path = level.folder / level.listing.name(level.next++);
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
      if (!enter(path)) return ImageInput{path};  // `level` may be gone
    } else if (is_wanted(path, status, error)) {
      return ImageInput{std::move(path)};
    }
  }
  return std::nullopt;
}

}  // namespace resnext
