// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/image_request.h"
#include "inference/classify.h"
#include "inference/load_model.h"
#include "inference/run_differences.h"
#include "output/pages/activation_files.h"

// The class activation maps that a classification is asked to draw.
namespace resnext {

struct CamRequest {
  std::string folder;      ///< empty: no maps
  std::string class_name;  ///< WordNet id, label or index; empty: each image's best class
  int size = 1024;         ///< of the pictures' longer side, pixels
};

/// Returns the class asked for; nullopt for each image's best one. Throws UsageError for a class
/// that the model does not have.
std::optional<int> activation_class(const CamRequest& request, const ResolvedModel& model);

/// Returns the folder, ready to be written to; nullopt without one. Throws as ActivationFiles does,
/// and unless `force` if it holds a picture that would be replaced: of one of the images or, if
/// these can't be listed twice, any.
std::optional<ActivationFiles> open_cam_folder(const CamRequest& request,
                                               const ImageRequest& images, bool force,
                                               const StopFlag& stop);

/// Returns what the classifier is to draw; nullopt without a folder.
std::optional<ActivationOptions> activation_options(const CamRequest& request,
                                                    std::optional<int> class_index,
                                                    const OpenedModel& model);

/// Returns the setting that tells runs with other maps apart, for RunSettings::more.
std::string cam_setting(const CamRequest& request, std::optional<int> class_index);

/// Returns what --cam, --cam-class and --cam-size may have been in another run.
RunOption cam_run_option(const CamRequest& request);

}  // namespace resnext
