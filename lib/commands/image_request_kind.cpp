// SPDX-License-Identifier: Apache-2.0
// What kind of images a request names: one, many, some that can be listed once only.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <set>

#include "commands/image_request.h"
#include "images/decode/image_format.h"
#include "images/source/glob.h"
#include "images/source/path_list.h"
#include "images/source/tar_source.h"
#include "inference/batch_size.h"

namespace resnext {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStandardInput = "-";

/// Returns whether `input` is neither a folder nor an archive nor a pattern.
bool names_a_file(const std::string& input) {
  const fs::path path = input;
  std::error_code error;
  return !fs::is_directory(path, error) && !is_tar_name(path) &&
         (!is_pattern(path) || fs::exists(path, error));
}

/// Returns whether lines arrive one by one, to be answered one by one.
bool is_interactive(const ImageRequest& request) {
  struct stat status {};
  return request.list() == kStandardInput && fstat(STDIN_FILENO, &status) == 0 &&
         !S_ISREG(status.st_mode);
}

/// Returns whether a path is an archive that comes through a pipe, and can be read but once.
bool is_piped_archive(const std::string& path) {
  std::error_code error;
  return is_tar(path) && fs::exists(path, error) && !fs::is_regular_file(path, error);
}

}  // namespace

int batch_size_for(const ImageRequest& request, int chosen, const ModelConfig& config) {
  if (chosen > 0) {
    return chosen;
  }
  constexpr std::size_t kFew = 8;  // a batch that is not full takes as long as a full one
  const bool few = request.list().empty() && !request.stdin_tar && request.paths.size() <= kFew &&
                   std::ranges::all_of(request.paths, names_a_file);
  return few || is_interactive(request) ? 1 : batch_size_for_many(config);
}

bool is_single_image(const ImageRequest& request) {
  if (request.stdin_image || request.stdin_tar || !request.list().empty() ||
      request.paths.size() != 1) {
    return request.stdin_image && request.paths.empty();
  }
  return names_a_file(request.paths.front());
}

bool is_countable(const ImageRequest& request) {
  const std::string list = request.list();
  return !request.stdin_tar && std::ranges::none_of(request.paths, is_piped_archive) &&
         (list.empty() || (list != kStandardInput && fs::is_regular_file(list)));
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
