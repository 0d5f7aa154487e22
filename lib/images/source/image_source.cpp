// SPDX-License-Identifier: Apache-2.0
#include "images/source/image_source.h"

#include <utility>

#include "images/source/folder_walk.h"
#include "images/source/glob.h"
#include "images/source/path_list.h"
#include "images/source/tar_source.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

class OnePath : public ImageSource {
 public:
  explicit OnePath(ImageInput input) : input_(std::move(input)) {}
  std::optional<ImageInput> next() override { return std::exchange(input_, std::nullopt); }

 private:
  std::optional<ImageInput> input_;
};

std::unique_ptr<ImageSource> open_path(const fs::path& path, const StopFlag& stop) {
  std::error_code error;
  if (fs::is_directory(path, error)) return std::make_unique<FolderWalk>(path);
  if (is_tar_name(path)) return std::make_unique<TarSource>(path, stop);
  return std::make_unique<OnePath>(ImageInput{path});
}

/// Opens what each path of an inner source names.
class Expanded : public ImageSource {
 public:
  Expanded(std::shared_ptr<ImageSource> paths, const StopFlag& stop)
      : paths_(std::move(paths)), stop_(&stop) {}

  std::optional<ImageInput> next() override {
    while (true) {
      if (current_) {
        if (std::optional<ImageInput> input = current_->next()) return input;
        current_.reset();
      }
      const std::optional<ImageInput> path = paths_->next();
      if (!path) return std::nullopt;
      current_ = open_path(path->path, *stop_);
    }
  }

  void read_content(ImageInput& input) override { current_->read_content(input); }

  bool is_waiting() const override { return paths_->is_waiting(); }

 private:
  std::shared_ptr<ImageSource> paths_;
  const StopFlag* stop_;
  std::unique_ptr<ImageSource> current_;
};

std::unique_ptr<ImageSource> open_named(const fs::path& path, const StopFlag& stop) {
  std::error_code error;
  if (!is_pattern(path) || fs::exists(fs::symlink_status(path, error))) {
    return open_path(path, stop);
  }
  auto matches = std::make_unique<Glob>(path);
  std::optional<ImageInput> first = matches->next();
  if (!first) return std::make_unique<OnePath>(ImageInput{path});
  matches = std::make_unique<Glob>(path);
  // Below "**" a folder's files match on their own, so that no folder is among the matches.
  return std::make_unique<Expanded>(std::move(matches), stop);
}

/// One source after another, each opened when its turn comes.
class Chain : public ImageSource {
 public:
  Chain(const SourceOptions& options, const StopFlag& stop) : options_(options), stop_(&stop) {
    if (!options.files_from.empty()) {
      list_ = std::make_shared<PathList>(options.files_from, options.nul_separated, stop);
    }
    if (options.stdin_tar) tar_ = std::make_shared<TarSource>("-", stop);
  }

  std::optional<ImageInput> next() override {
    while (!stop_->is_raised()) {
      if (!current_ && !open_next()) return std::nullopt;
      std::optional<ImageInput> input = current_->next();
      if (!input) {
        current_.reset();
      } else if (!options_.keep || options_.keep(input->path)) {
        if (!options_.names_only) current_->read_content(*input);
        return input;
      }
    }
    return std::nullopt;
  }

  bool is_waiting() const override {
    return (list_ && list_->is_waiting()) || (tar_ && tar_->is_waiting());
  }

 private:
  bool open_next() {
    if (opened_ < options_.inputs.size()) {
      current_ = open_named(options_.inputs[opened_++], *stop_);
    } else if (list_ && !list_opened_) {
      current_ = std::make_shared<Expanded>(list_, *stop_);
      list_opened_ = true;
    } else if (std::exchange(options_.stdin_image, false)) {
      current_ = std::make_shared<OnePath>(ImageInput{"-", true});
    } else if (std::exchange(options_.stdin_tar, false)) {
      current_ = tar_;
    }
    return current_ != nullptr;
  }

  SourceOptions options_;
  const StopFlag* stop_;
  std::size_t opened_ = 0;
  std::shared_ptr<PathList> list_;  ///< kept to the end: is_waiting is asked by other threads
  std::shared_ptr<TarSource> tar_;  ///< on standard input; kept for the same reason
  bool list_opened_ = false;
  std::shared_ptr<ImageSource> current_;
};

}  // namespace

std::optional<ImageInput> PathsInOrder::next() {
  return next_ < paths_.size() ? std::optional(ImageInput{paths_[next_++]}) : std::nullopt;
}

std::unique_ptr<ImageSource> make_image_source(const SourceOptions& options, const StopFlag& stop) {
  return std::make_unique<Chain>(options, stop);
}

}  // namespace resnext
