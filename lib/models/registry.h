#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/model_config.h"

namespace resnext {

/// All built-in models, sorted by id. Throws ConfigError if a built-in file is broken.
std::vector<ModelConfig> builtin_models();

/// The built-in model with this id or alias: our id, timm's old and new id, torch.hub's id. A
/// leading "timm/", "hf-hub:timm/" or "hf_hub:timm/" and upper case are ignored.
std::optional<ModelConfig> find_builtin_model(std::string_view name);

/// The built-in model whose weights ship with the program: what runs when no model is named.
ModelConfig default_model();

/// What `--model` names: a built-in id or alias, else a folder in the Hugging Face layout, else a
/// config file (timm's config.json or this project's format). Throws ConfigError; for an unknown
/// name the message lists the ids nearest to it.
ModelConfig resolve_model(const std::string& name_or_path);

}  // namespace resnext
