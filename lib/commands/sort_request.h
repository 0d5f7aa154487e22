// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "commands/image_request.h"
#include "inference/load_model.h"
#include "output/sorted_folders.h"

// The folders that a classification is asked to sort photos into.
namespace resnext {

struct SortRequest {
  std::string folder;  ///< empty: none
  SortMode mode = SortMode::kPlan;
};

/// Returns the folders, ready to be filled; nullopt without one. Throws UsageError for images on
/// standard input, which have no files; otherwise as SortedFolders does.
std::optional<SortedFolders> open_sorted_folders(const SortRequest& request,
                                                 const ImageRequest& images,
                                                 const ResolvedModel& model, const StopFlag& stop);

}  // namespace resnext
