// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "inference/describe_model.h"
#include "inference/select_models.h"

// Reports what is known of models.
namespace resnext {

/// Returns a JSON array of objects, one a model, or if `single` one object; ends in a newline.
std::string models_to_json(const std::vector<ModelDescription>& models, bool single);

/// Returns one line a model, for people: id, top-1 accuracy, parameters, multiply-adds, size of the
/// input, licence. At most 100 columns for ids of up to 55.
std::string models_to_table(const std::vector<ModelDescription>& models);

/// Returns all that is known of one model, for people.
std::string model_to_text(const ModelDescription& model);

}  // namespace resnext
