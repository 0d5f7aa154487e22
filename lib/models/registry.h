// SPDX-License-Identifier: Apache-2.0
#pragma once

// Finds a model by name, file or folder.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/model_config.h"

namespace resnext {

/// Returns all built-in models, sorted by id. Throws ConfigError if a built-in file is broken.
std::vector<ModelConfig> builtin_models();

/// Returns the built-in model with this id or alias: this program's id, timm's old or new id, or
/// torch.hub's id. A leading "timm/", "hf-hub:timm/" or "hf_hub:timm/" and upper case are ignored.
/// Parses no more files than mention the name.
std::optional<ModelConfig> find_builtin_model(std::string_view name);

/// Returns the built-in models whose architecture timm calls by this name, sorted by id.
std::vector<ModelConfig> builtin_models_of(std::string_view architecture);

/// Returns the built-in model of this id or alias, otherwise the first of this architecture: the
/// network that timm builds under the name.
std::optional<ModelConfig> find_builtin_network(std::string_view name);

/// Returns the names of at most `count` built-in models that are most like `name`, the nearest
/// first: for each model the name that is most like it.
std::vector<std::string> nearest_model_names(std::string_view name, std::size_t count);

/// Returns the built-in model whose weights ship with the program; it runs if no model is named.
ModelConfig default_model();

/// Returns the model that `--model` names: a built-in id or alias, otherwise a folder in the
/// Hugging Face layout, otherwise a config file (timm's config.json or this project's format).
/// Throws ConfigError; for an unknown name the message lists the ids nearest to it.
ModelConfig resolve_model(const std::string& name_or_path);

}  // namespace resnext
