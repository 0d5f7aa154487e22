// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/stop_flag.h"
#include "images/image_failure.h"
#include "images/pixel_view.h"

// Produces the inputs of a run one by one.
namespace resnext {

/// The bytes of an image file that somebody else has read.
struct ImageBytes {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner = {};  ///< keeps `bytes` alive; may be null if others do
};

/// One thing to classify.
struct ImageInput {
  std::filesystem::path path;                ///< bytes of any encoding; "-" for standard input
  bool standard_input = false;               ///< the image itself is on standard input
  std::optional<ImageBytes> content = {};    ///< then `path` is but the image's name
  std::optional<PixelView> pixels = {};      ///< an image that is decoded already; the same
  std::optional<ImageFailure> failure = {};  ///< why it can't be read, if that is known already
};

/// Returns inputs one after another and holds no more of them than it must. Only is_waiting may be
/// called from several threads at once.
class ImageSource {
 public:
  virtual ~ImageSource() = default;

  /// Returns the next input, or nullopt at the end and once the stop flag is raised. Throws
  /// UsageError if a list can't be read to its end.
  virtual std::optional<ImageInput> next() = 0;

  /// Reads the content of the input that next() has just returned, if it has no file of its own;
  /// what is wrong with it becomes its failure. Inputs for which this is not called are skipped.
  virtual void read_content(ImageInput& /*input*/) {}

  /// Returns whether next() is waiting for another process to send more. Thread-safe.
  virtual bool is_waiting() const { return false; }
};

/// Returns given paths unchecked; no stop flag ends it.
class PathsInOrder : public ImageSource {
 public:
  explicit PathsInOrder(std::vector<std::filesystem::path> paths) : paths_(std::move(paths)) {}
  std::optional<ImageInput> next() override;

 private:
  std::vector<std::filesystem::path> paths_;
  std::size_t next_ = 0;
};

/// Where images come from.
struct SourceOptions {
  /// Files, folders, tar archives and patterns. A named file is kept, whatever it holds; so is a
  /// path that does not exist, for which read_image_file throws kNotFound. Patterns: glob.h; one
  /// that matches nothing is kept as a path. Folders: folder_walk.h. Archives: tar_source.h.
  std::vector<std::filesystem::path> inputs = {};
  std::string files_from = {};  ///< then the files and folders listed there; "-": standard input
  bool nul_separated = false;   ///< the list's entries end in NUL instead of a line feed
  bool stdin_image = false;     ///< then the image whose bytes are on standard input
  bool stdin_tar = false;       ///< then the images in the tar archive on standard input
  bool names_only = false;      ///< leave images in archives without content
  /// If set, inputs for which it returns false are left out.
  std::function<bool(const std::filesystem::path&)> keep = {};
};

/// Returns a source of the inputs in order. Throws UsageError if the list can't be opened. `stop`
/// must outlive the source.
std::unique_ptr<ImageSource> make_image_source(const SourceOptions& options, const StopFlag& stop);

}  // namespace resnext
