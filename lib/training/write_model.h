// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inference/load_model.h"
#include "models/classifier_weights.h"
#include "training/new_folder.h"

// Writes a trained model: its weights and the config.json that names its classes.
namespace resnext {

struct NewModel {
  std::vector<std::string> classes;            ///< names, one a row of the classifier
  bool head_only = false;                      ///< leave out the base's tensors and refer to them
  std::string base_name;                       ///< with head_only: how the config names the base
  std::optional<MultiLabel> multi_label = {};  ///< if its classes don't exclude each other
};

/// Writes model.safetensors and config.json into `folder`. With head_only, reads all of the base's
/// checkpoint for its SHA-256 unless that is known. Throws OutputError, CheckpointError.
void write_model(const OpenedModel& base, const ClassifierWeights& head, const NewModel& model,
                 const NewFolder& folder);

}  // namespace resnext
