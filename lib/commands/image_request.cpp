// SPDX-License-Identifier: Apache-2.0
#include "commands/image_request.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/error.h"
#include "images/decode/image_format.h"
#include "images/resize/preprocess.h"
#include "images/source/glob.h"
#include "images/source/image_files.h"
#include "images/source/path_list.h"
#include "images/source/shard.h"
#include "inference/batch_size.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

/// Returns whether `input` is neither a folder nor a pattern.
bool names_a_file(const std::string& input) {
  const fs::path path = input;
  std::error_code error;
  return !fs::is_directory(path, error) && (!is_pattern(path) || fs::exists(path, error));
}

/// Returns whether lines arrive one by one, to be answered one by one.
bool is_interactive(const ImageRequest& request) {
  struct stat status {};
  return request.files_from == "-" && fstat(STDIN_FILENO, &status) == 0 && !S_ISREG(status.st_mode);
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
                                             const StopFlag& stop) {
  return make_image_source({.inputs = {request.inputs.begin(), request.inputs.end()},
                            .files_from = request.files_from,
                            .nul_separated = request.nul_separated,
                            .stdin_image = request.stdin_image,
                            .keep = std::move(keep)},
                           stop);
}

}  // namespace

DecodeOptions decode_options(const DecodeRequest& request, const ModelConfig& config) {
  DecodeOptions options = request.options;
  if (request.fast) {
    options.enough_short_side = resized_short_side(config.preprocessing);
  }
  return options;
}

void check_images(const ImageRequest& request) {
  if (request.empty()) {
    throw UsageError("no images given. Try: resnext-classify photo.jpg");
  }
  if (request.stdin_image && request.files_from == "-") {
    throw UsageError("--stdin-image and --files-from - both want standard input");
  }
  if (request.nul_separated && request.files_from.empty()) {
    throw UsageError("-0 says how the list of --files-from is separated, which is missing");
  }
}

void check_not_empty(const ImageRequest& request, const StopFlag& stop) {
  static_cast<void>(shard_filter(request));
  if (!request.files_from.empty() || request.stdin_image) {
    return;
  }
  if (!filtered_source(request, {}, stop)->next()) {
    throw UsageError("no image files in the folders given");
  }
}

std::unique_ptr<ImageSource> image_source(const ImageRequest& request, const StopFlag& stop) {
  return filtered_source(request, shard_filter(request), stop);
}

std::unique_ptr<ImageSource> unfinished_images(const ImageRequest& request,
                                               FinishedInputs& finished, const StopFlag& stop) {
  return filtered_source(
      request,
      [&finished, in_shard = shard_filter(request)](const fs::path& path) {
        return (!in_shard || in_shard(path)) && !finished.take(path.native());
      },
      stop);
}

void protect_images(const ImageRequest& request, const std::string& output,
                    const std::function<void(const fs::path&)>& refuse_if_same) {
  for (const std::string& image : request.inputs) {
    refuse_if_same(image);
  }
  refuse_if_same(request.files_from);
  if (begins_like_image(output)) {
    throw UsageError(output +
                     ": the file holds an image, which the output would replace; name another "
                     "file");
  }
}

int batch_size_for(const ImageRequest& request, int chosen, const ModelConfig& config) {
  if (chosen > 0) {
    return chosen;
  }
  constexpr std::size_t kFew = 8;  // a batch that is not full takes as long as a full one
  const bool few = request.files_from.empty() && request.inputs.size() <= kFew &&
                   std::ranges::all_of(request.inputs, names_a_file);
  return few || is_interactive(request) ? 1 : batch_size_for_many(config);
}

bool is_single_image(const ImageRequest& request) {
  if (request.stdin_image || !request.files_from.empty() || request.inputs.size() != 1) {
    return request.stdin_image && request.inputs.empty();
  }
  return names_a_file(request.inputs.front());
}

bool is_countable(const ImageRequest& request) {
  return request.files_from.empty() ||
         (request.files_from != "-" && fs::is_regular_file(request.files_from));
}

std::vector<std::string> listed_inputs(const ImageRequest& request, const StopFlag& stop) {
  std::vector<std::string> inputs;
  if (request.files_from.empty() || !is_countable(request)) {
    return inputs;
  }
  PathList list(request.files_from, request.nul_separated, stop);
  std::set<fs::path> folders;
  while (const std::optional<ImageInput> entry = list.next()) {
    const fs::path& path = entry->path;
    if (!has_image_extension(path) || folders.insert(path.parent_path()).second) {
      inputs.push_back(path.string());
    }
  }
  return inputs;
}

}  // namespace resnext
