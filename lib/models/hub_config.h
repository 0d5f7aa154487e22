#pragma once

#include <string>
#include <string_view>

#include "models/model_config.h"

namespace resnext {

/// True if the JSON text is timm's config.json rather than this project's format. Throws
/// ConfigError if it is no JSON object.
bool is_hub_config(std::string_view text, const std::string& where);

/// Reads timm's config.json as Hugging Face repositories hold it: `architecture`, `num_classes`,
/// `pretrained_cfg` (or, in old files, the same keys at the top), `label_names`,
/// `label_descriptions`, `model_args` (layers, cardinality, base_width). The architecture is looked
/// up among the built-in models. Unknown keys are ignored, as timm does. Throws ConfigError.
ModelConfig parse_hub_config(std::string_view text, const std::string& where);

/// The same format for a model of one's own, so that timm and this program read it back: the
/// architecture, number of classes, label_names and preprocessing of `config`. `tag` follows the
/// architecture in the model's id; `finetuned_from` names the model whose weights it began with. A
/// `head_base` goes into "head_of", which timm does not know.
std::string hub_config_text(const ModelConfig& config, const std::string& tag,
                            const std::string& finetuned_from);

}  // namespace resnext
