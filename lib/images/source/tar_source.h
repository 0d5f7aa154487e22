// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "images/prefetch/memory_budget.h"
#include "images/source/file_stream.h"
#include "images/source/image_source.h"
#include "images/source/tar_reader.h"

// The images in a tar archive as inputs of a run.
namespace resnext {

/// Returns whether a path names a tar archive: it ends in .tar, .tar.gz or .tgz, in any case.
bool is_tar_name(const std::filesystem::path& path);

/// Returns whether a path is named like a tar archive and is no folder.
bool is_tar(const std::filesystem::path& path);

/// Returns the images in the archive in their order, each as ARCHIVE/NAME without a leading "./".
/// What counts as an image is as in FolderWalk: hidden names are left out, and so are links.
/// An archive that can't be opened is returned itself, as is, after its images, one that ends early
/// or is damaged: then the input has a failure.
class TarSource : public ImageSource {
 public:
  /// `archive`: a file; "-": standard input. `stop` must outlive the source.
  TarSource(std::filesystem::path archive, const StopFlag& stop);
  ~TarSource() override;

  std::optional<ImageInput> next() override;
  /// Blocks while earlier images' content takes all of the memory that there is for it.
  void read_content(ImageInput& input) override;
  bool is_waiting() const override;

 private:
  bool open();
  std::optional<ImageInput> next_image();
  bool is_wanted(const TarMember& member);
  std::vector<std::byte> read_rest();

  std::filesystem::path path_;
  const StopFlag* stop_;
  std::unique_ptr<FileStream> file_;
  std::unique_ptr<TarReader> reader_;
  bool at_end_ = false;
  std::optional<ImageFailure> failure_;  ///< to be returned as the archive's own
  TarMember member_;                     ///< the current one
  std::vector<std::byte> head_;          ///< its first bytes
  std::shared_ptr<MemoryBudget> memory_;
};

}  // namespace resnext
