// SPDX-License-Identifier: Apache-2.0
#include "commands/cam_request.h"

#include <fmt/format.h>

#include "inference/class_names.h"

namespace resnext {

namespace {

/// Throws UsageError if a picture of an earlier run is in the way. Inputs are listed only where
/// there are pictures.
void refuse_to_replace(const ActivationFiles& files, const CamRequest& request,
                       const ImageRequest& images, const StopFlag& stop) {
  if (!is_countable(images)) {
    files.refuse_to_replace_any();
    return;
  }
  std::error_code error;
  if (std::filesystem::is_empty(request.folder, error)) {
    return;
  }
  const std::unique_ptr<ImageSource> source = image_source(images, stop);
  while (const std::optional<ImageInput> input = source->next()) {
    files.refuse_to_replace(input->path.string());
  }
}

}  // namespace

std::optional<int> activation_class(const CamRequest& request, const ResolvedModel& model) {
  if (request.folder.empty() || request.class_name.empty()) {
    return std::nullopt;
  }
  return ClassNames(model.labels).find_or_parse(request.class_name, "--cam-class");
}

std::optional<ActivationFiles> open_cam_folder(const CamRequest& request,
                                               const ImageRequest& images, bool force,
                                               const StopFlag& stop) {
  if (request.folder.empty()) {
    return std::nullopt;
  }
  ActivationFiles files(request.folder, images.named(), listed_inputs(images, stop));
  if (!force) {
    refuse_to_replace(files, request, images, stop);
  }
  return files;
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

RunOption cam_run_option(const CamRequest& request) {
  const bool draws = !request.folder.empty();
  const auto remove = [](RunVariant& run) {
    std::erase_if(run.settings.more,
                  [](const std::string& setting) { return setting.starts_with("cam="); });
  };
  RunOption option;
  if (draws) {
    option.push_back({"no --cam (now with it)", remove});
  }
  for (const int size : {1024, 160, 224, 256, 320, 384, 512, 640, 768, 800, 2048}) {
    option.push_back({fmt::format("--cam DIR --cam-size {} ({})", size,
                                  draws ? "now another size or class" : "now without"),
                      [remove, size](RunVariant& run) {
                        remove(run);
                        run.settings.more.push_back(fmt::format("cam=best,{}", size));
                      }});
  }
  return option;
}

std::string cam_setting(const CamRequest& request, std::optional<int> class_index) {
  return fmt::format("cam={},{}", class_index ? fmt::format("{}", *class_index) : "best",
                     request.size);
}

}  // namespace resnext
