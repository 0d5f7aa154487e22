// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads this project's own configuration format, configs/models/*.json.

#include <string>
#include <string_view>

#include "models/model_config.h"

namespace resnext {

/// Parses and validates a model configuration in this project's format (configs/models/*.json).
/// `where` names the text in errors. Throws ConfigError for malformed JSON, unknown keys, missing
/// or out-of-range fields.
ModelConfig parse_model_config(std::string_view text, const std::string& where);

}  // namespace resnext
