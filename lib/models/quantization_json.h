// SPDX-License-Identifier: Apache-2.0
#pragma once

// "quantization" in config.json. Private to lib/models.

#include "models/json_fields.h"
#include "models/quantization.h"

namespace resnext {

/// This project's addition to timm's format: holds what Quantization does, and "weights": "int8".
inline constexpr const char* kQuantizationKey = "quantization";

/// Throws ConfigError for anything but 8-bit weights, for unknown keys and for values out of range.
Quantization parse_quantization(const JsonFields& fields);

nlohmann::ordered_json to_json(const Quantization& quantization);

}  // namespace resnext
