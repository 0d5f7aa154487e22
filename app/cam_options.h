#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "inference/classify.h"
#include "output/pages/activation_files.h"

namespace resnext {

/// What the command line says of class activation maps.
struct CamOptions {
  std::string folder;      ///< empty: none are made
  std::string class_name;  ///< empty: each image's best class
  int size = 1024;         ///< of the pictures' longer side, pixels
};

/// Declares --cam, --cam-class and --cam-size.
void add_cam_options(CLI::App& app, CamOptions& cam);

/// The folder, ready to be written to; nullopt without --cam. Throws as ActivationFiles does.
std::optional<ActivationFiles> open_cam_folder(const CamOptions& cam,
                                               const std::vector<std::string>& inputs);

/// What the classifier is to do; nullopt without --cam. Throws UsageError for a class that the
/// model does not have.
std::optional<ActivationOptions> activation_options(const CamOptions& cam,
                                                    const std::vector<Label>& labels);

/// What of it run_id has to know.
std::string cam_setting(const ActivationOptions& activation);

}  // namespace resnext
