// SPDX-License-Identifier: Apache-2.0
#include "commands/sort_request.h"

#include "base/error.h"

namespace resnext {

std::optional<SortedFolders> open_sorted_folders(const SortRequest& request,
                                                 const ImageRequest& images,
                                                 const ResolvedModel& model, const StopFlag& stop) {
  if (request.folder.empty()) {
    return std::nullopt;
  }
  if (images.stdin_image || images.stdin_tar) {
    throw UsageError(std::string("--sort-into needs photos in files; leave out ") +
                     (images.stdin_image ? "--stdin-image" : "--stdin-tar"));
  }
  return SortedFolders(request.folder, request.mode, model.labels, images.named(),
                       listed_inputs(images, stop));
}

}  // namespace resnext
