#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/stop_flag.h"

namespace resnext {

/// One thing to classify.
struct ImageInput {
  std::filesystem::path path;   ///< bytes of any encoding; "-" for standard input
  bool standard_input = false;  ///< the image itself is on standard input
};

/// Gives inputs one after another and holds no more of them than it must. One thread at a time,
/// except for is_waiting.
class ImageSource {
 public:
  virtual ~ImageSource() = default;

  /// The next input, or none at the end or once the stop flag is raised. Throws UsageError if a
  /// list can't be read to its end.
  virtual std::optional<ImageInput> next() = 0;

  /// True while next() waits for somebody else to send more. From any thread.
  virtual bool is_waiting() const { return false; }
};

/// Paths as they are, whatever stands there; no stop flag ends them.
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
  /// Files, folders and patterns. A file that is named is kept, whatever it holds; so is a path
  /// that does not exist, for which read_image_file throws kNotFound. Patterns: glob.h; one that
  /// matches nothing is kept as a path. Folders: folder_walk.h.
  std::vector<std::filesystem::path> inputs = {};
  std::string files_from = {};  ///< then the files and folders listed there; "-": standard input
  bool nul_separated = false;   ///< the list's entries end in NUL instead of a line feed
  bool stdin_image = false;     ///< then the image whose bytes are on standard input
  /// If set, only inputs for which it is true.
  std::function<bool(const std::filesystem::path&)> keep = {};
};

/// The inputs in order. Throws UsageError if the list can't be opened. `stop` must outlive it.
std::unique_ptr<ImageSource> make_image_source(const SourceOptions& options, const StopFlag& stop);

}  // namespace resnext
