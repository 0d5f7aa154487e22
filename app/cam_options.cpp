#include "app/cam_options.h"

#include "inference/class_names.h"

namespace resnext {

void add_cam_options(CLI::App& app, CamOptions& cam) {
  CLI::Option* const folder =
      app.add_option("--cam", cam.folder,
                     "Write a picture of what speaks for the best class of each image to a folder")
          ->type_name("DIR");
  app.add_option("--cam-class", cam.class_name,
                 "With --cam: this class (WordNet id, label or index) in place of the best")
      ->type_name("CLASS")
      ->needs(folder);
  app.add_option("--cam-size", cam.size, "With --cam: longer side of the pictures, at most")
      ->type_name("PIXELS")
      ->check(CLI::Range(16, 65535))
      ->capture_default_str()
      ->needs(folder);
}

std::optional<ActivationFiles> open_cam_folder(const CamOptions& cam,
                                               const std::vector<std::string>& inputs) {
  return cam.folder.empty() ? std::nullopt : std::optional(ActivationFiles(cam.folder, inputs));
}

std::optional<ActivationOptions> activation_options(const CamOptions& cam,
                                                    const std::vector<Label>& labels) {
  if (cam.folder.empty()) {
    return std::nullopt;
  }
  ActivationOptions options;
  options.longest_side = cam.size;
  if (!cam.class_name.empty()) {
    options.class_index = ClassNames(labels).find_or_parse(cam.class_name, "--cam-class");
  }
  return options;
}

std::string cam_setting(const ActivationOptions& activation) {
  return "cam=" + (activation.class_index ? std::to_string(*activation.class_index) : "best") +
         "," + std::to_string(activation.longest_side);
}

}  // namespace resnext
