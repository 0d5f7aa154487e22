// SPDX-License-Identifier: Apache-2.0
#include "commands/image_request.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "images/source/image_files.h"
#include "images/source/shard.h"
#include "images/source/tar_source.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandardInput = "-";

bool names_standard_input(const std::string& path) { return path == kStandardInput; }

/// Returns whether standard input holds or awaits data: it is a file or a pipe.
bool has_standard_input() {
  struct stat status {};
  return fstat(STDIN_FILENO, &status) == 0 &&
         (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

using PathFilter = std::function<bool(const fs::path&)>;

/// Returns a filter for the shard asked for; an empty one if there is none. Throws UsageError.
PathFilter shard_filter(const ImageRequest& request) {
  if (request.shard.empty()) {
    return {};
  }
  return [shard = parse_shard(request.shard)](const fs::path& path) {
    return is_in_shard(path.native(), shard);
  };
}

std::unique_ptr<ImageSource> filtered_source(const ImageRequest& request, PathFilter keep,
                                             bool names_only, const StopFlag& stop) {
  const std::vector<std::string> named = request.named();
  return make_image_source({.inputs = {named.begin(), named.end()},
                            .files_from = request.list(),
                            .nul_separated = request.nul_separated,
                            .stdin_image = request.stdin_image,
                            .stdin_tar = request.stdin_tar,
                            .names_only = names_only,
                            .keep = std::move(keep)},
                           stop);
}

}  // namespace

std::vector<std::string> ImageRequest::named() const {
  std::vector<std::string> named;
  std::ranges::remove_copy_if(paths, std::back_inserter(named), names_standard_input);
  return named;
}

std::string ImageRequest::list() const {
  if (!files_from.empty()) {
    return files_from;
  }
  const bool only_separator = nul_separated && paths.empty() && !stdin_image && !stdin_tar;
  return only_separator || std::ranges::any_of(paths, names_standard_input) ? kStandardInput : "";
}

DecodeOptions decode_options(const DecodeRequest& request, const ModelConfig& config,
                             std::span<const ImageView> views) {
  DecodeOptions options = request.options;
  if (request.fast) {
    options.enough_short_side = short_side_of(views, config.preprocessing);
  }
  return options;
}

void check_images(const ImageRequest& request) {
  if (request.empty()) {
    throw UsageError(has_standard_input()
                         ? "no images given. For an image on standard input, add --stdin-image; "
                           "for a tar archive, --stdin-tar; for a list of paths there, add -"
                         : "no images given. Try: resnext-classify photo.jpg");
  }
  const std::string list = request.list();
  if (request.stdin_image && request.stdin_tar) {
    throw UsageError("--stdin-image and --stdin-tar both want standard input; leave out one");
  }
  if ((request.stdin_image || request.stdin_tar) && names_standard_input(list)) {
    throw UsageError(std::string(request.stdin_image ? "--stdin-image" : "--stdin-tar") +
                     " and a list (-, --files-from -) both want standard input");
  }
  if (list != kStandardInput && std::ranges::any_of(request.paths, names_standard_input)) {
    throw UsageError("- and --files-from " + list +
                     ": one list only; a file called - is written ./-");
  }
  if (request.nul_separated && list.empty()) {
    throw UsageError(
        "-0 says how a list of paths is separated, which is missing: add - or --files-from FILE");
  }
}

void check_not_empty(const ImageRequest& request, const StopFlag& stop) {
  static_cast<void>(shard_filter(request));
  if (!request.list().empty() || request.stdin_image || !is_countable(request)) {
    return;
  }
  if (!filtered_source(request, {}, true, stop)->next()) {
    const bool archives = std::ranges::any_of(request.paths, is_tar_name);
    throw UsageError(std::string("no image files in the folders ") +
                     (archives ? "and archives given" : "given"));
  }
}

void refuse_archives(const std::string& option, std::span<const std::string> paths) {
  const auto archive = std::ranges::find_if(paths, is_tar);
  if (archive != paths.end()) {
    throw UsageError(option + " " + *archive +
                     ": an archive; only classification and features read archives. Unpack it "
                     "first: tar -xf " +
                     *archive);
  }
}

std::unique_ptr<ImageSource> image_source(const ImageRequest& request, const StopFlag& stop) {
  return filtered_source(request, shard_filter(request), true, stop);
}

std::unique_ptr<ImageSource> unfinished_images(const ImageRequest& request,
                                               FinishedInputs& finished, const StopFlag& stop) {
  return filtered_source(
      request,
      [&finished, in_shard = shard_filter(request)](const fs::path& path) {
        return (!in_shard || in_shard(path)) && !finished.take(path.native());
      },
      false, stop);
}

void protect_images(const ImageRequest& request, const std::string& output,
                    const std::function<void(const fs::path&)>& refuse_if_same) {
  for (const std::string& image : request.named()) {
    refuse_if_same(image);
  }
  refuse_if_same(request.files_from);
  if (begins_like_image(output)) {
    throw UsageError(output +
                     ": the file holds an image, which the output would replace; name another "
                     "file");
  }
}

}  // namespace resnext
