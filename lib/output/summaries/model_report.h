#pragma once

#include <string>
#include <vector>

#include "inference/describe_model.h"

namespace resnext {

/// A JSON array of objects, one a model, or (single) one object; ends in a newline.
std::string models_to_json(const std::vector<ModelDescription>& models, bool single);

/// One line a model, for people.
std::string models_to_table(const std::vector<ModelDescription>& models);

/// All that is known of one model, for people.
std::string model_to_text(const ModelDescription& model);

}  // namespace resnext
