// SPDX-License-Identifier: Apache-2.0
#pragma once

// timm's config.json, the format of model folders: reading and writing.

#include <string>
#include <string_view>

#include "models/model_config.h"

namespace resnext {

/// This project's addition to the format: holds what HeadBase does.
inline constexpr const char* kHeadBaseKey = "head_of";

/// Another one: the id of the model that training started from.
inline constexpr const char* kFinetunedFromKey = "finetuned_from";

/// And another: {"thresholds": [...]}, what MultiLabel holds.
inline constexpr const char* kMultiLabelKey = "multi_label";

/// Returns true if the JSON text is timm's config.json rather than this project's format. Throws
/// ConfigError if it is not a JSON object.
bool is_hub_config(std::string_view text, const std::string& where);

/// Reads timm's config.json as Hugging Face repositories hold it: `architecture`, `num_classes`,
/// `pretrained_cfg` (or, in old files, the same keys at the top), `label_names`,
/// `label_descriptions`, `model_args` (the architecture's; not what only training needs). The
/// architecture is looked up among the built-in models; images have the size at which timm's
/// validate.py tests the model (`test_input_size`, `test_crop_pct`). Unknown keys are ignored, as
/// timm does. Throws ConfigError.
ModelConfig parse_hub_config(std::string_view text, const std::string& where);

/// Returns true if timm has a name, or a name and arguments, for the architecture of `config`: then
/// hub_config_text() can write it.
bool has_hub_form(const ModelConfig& config);

/// Writes the same format for a new model, which timm and this program can read: the
/// architecture, number of classes, label_names and preprocessing of `config`. `tag` follows the
/// architecture in the model's id; `finetuned_from` names the model that training started from. A
/// `head_base` goes into "head_of", which timm does not know; nor does it know of a `quantization`
/// and of `multi_label`. Throws ConfigError unless has_hub_form().
std::string hub_config_text(const ModelConfig& config, const std::string& tag,
                            const std::string& finetuned_from);

}  // namespace resnext
