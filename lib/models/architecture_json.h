#pragma once

#include "models/json_fields.h"
#include "models/model_config.h"

namespace resnext {

/// Reads layers, cardinality, base_width, num_classes and, if there, stem. Throws ConfigError.
Architecture parse_architecture(const JsonFields& fields);

/// Reads input_size, crop_pct, interpolation, mean and std. Throws ConfigError.
Preprocessing parse_preprocessing(const JsonFields& fields);

/// "bilinear" or "bicubic"; throws ConfigError for another one, which could not be matched exactly.
Interpolation parse_interpolation(const std::string& name, const std::string& where);

/// Three finite numbers; each must be positive if `positive`.
std::array<double, 3> parse_channels(const JsonFields& fields, const char* key, bool positive);

}  // namespace resnext
