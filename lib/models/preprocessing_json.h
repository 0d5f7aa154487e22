// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads preprocessing from configuration files; both formats share the parts. Private to
// lib/models.

#include <array>
#include <optional>
#include <string>

#include "models/json_fields.h"
#include "models/preprocessing.h"

namespace resnext {

/// Reads input_size, crop_pct, interpolation, mean and std; allows the keys of parse_training_size.
/// Throws ConfigError.
Preprocessing parse_preprocessing(const JsonFields& fields);

/// Reads train_input_size and train_crop_pct; what is missing is as in `tested`. Returns nullopt if
/// both are. Throws ConfigError.
std::optional<InputSize> parse_training_size(const JsonFields& fields, const Preprocessing& tested);

/// Parses "bilinear" or "bicubic". Throws ConfigError for any other, which could not be matched
/// exactly.
Interpolation parse_interpolation(const std::string& name, const std::string& where);

/// Reads three finite numbers; each must be positive if `positive`. Throws ConfigError.
std::array<double, 3> parse_channels(const JsonFields& fields, const char* key, bool positive);

}  // namespace resnext
