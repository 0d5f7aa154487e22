// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads preprocessing from configuration files; both formats share the parts. Private to
// lib/models.

#include <array>
#include <string>

#include "models/json_fields.h"
#include "models/preprocessing.h"

namespace resnext {

/// Reads input_size, crop_pct, interpolation, mean and std. Throws ConfigError.
Preprocessing parse_preprocessing(const JsonFields& fields);

/// Parses "bilinear" or "bicubic". Throws ConfigError for any other, which could not be matched
/// exactly.
Interpolation parse_interpolation(const std::string& name, const std::string& where);

/// Reads three finite numbers; each must be positive if `positive`. Throws ConfigError.
std::array<double, 3> parse_channels(const JsonFields& fields, const char* key, bool positive);

}  // namespace resnext
