// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hub/convert.h"
#include "hub/inventory.h"
#include "hub/own_cache.h"
#include "hub/verify.h"

// Reports on files of weights.
namespace resnext {

/// Returns one line a model, for people.
std::string weights_to_table(const std::vector<WeightsEntry>& entries);

/// Returns a JSON array of objects, one a model; ends in a newline.
std::string weights_to_json(const std::vector<WeightsEntry>& entries);

/// Returns one line for each part of the cache, and their sum, for people.
std::string cache_to_table(const std::vector<CachePart>& parts);

/// Returns a JSON array of objects, one a part; ends in a newline.
std::string cache_to_json(const std::vector<CachePart>& parts);

/// Returns what was verified and what is wrong with it, for people.
std::string verification_to_text(const WeightsVerification& verification);

/// Returns one JSON object; ends in a newline.
std::string verification_to_json(const WeightsVerification& verification);

/// Returns what was written, for people.
std::string conversion_to_text(const ConvertResult& result, const std::filesystem::path& output);

}  // namespace resnext
