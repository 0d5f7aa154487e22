// SPDX-License-Identifier: Apache-2.0
#include "commands/cam_request.h"

#include <fmt/format.h>

#include "inference/class_names.h"

namespace resnext {

std::optional<int> activation_class(const CamRequest& request, const ResolvedModel& model) {
  if (request.folder.empty() || request.class_name.empty()) {
    return std::nullopt;
  }
  return ClassNames(model.labels).find_or_parse(request.class_name, "--cam-class");
}

std::optional<ActivationFiles> open_cam_folder(const CamRequest& request,
                                               const ImageRequest& images, const StopFlag& stop) {
  if (request.folder.empty()) {
    return std::nullopt;
  }
  return ActivationFiles(request.folder, images.named(), listed_inputs(images, stop));
}

std::optional<ActivationOptions> activation_options(const CamRequest& request,
                                                    std::optional<int> class_index,
                                                    const OpenedModel& model) {
  if (request.folder.empty()) {
    return std::nullopt;
  }
  ActivationOptions options;
  options.longest_side = request.size;
  options.class_index = class_index;
  options.classifier = std::make_shared<ClassifierWeights>(read_classifier(model.bound));
  return options;
}

std::string cam_setting(const CamRequest& request, std::optional<int> class_index) {
  return fmt::format("cam={},{}", class_index ? fmt::format("{}", *class_index) : "best",
                     request.size);
}

}  // namespace resnext
