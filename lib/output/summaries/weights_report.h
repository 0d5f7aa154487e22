#pragma once

#include <string>
#include <vector>

#include "hub/convert.h"
#include "hub/inventory.h"
#include "hub/verify.h"

namespace resnext {

/// One line a model, for people.
std::string weights_to_table(const std::vector<WeightsEntry>& entries);

/// A JSON array of objects, one a model; ends in a newline.
std::string weights_to_json(const std::vector<WeightsEntry>& entries);

/// What was looked at and what is wrong with it, for people.
std::string verification_to_text(const WeightsVerification& verification);

/// One JSON object; ends in a newline.
std::string verification_to_json(const WeightsVerification& verification);

/// What was written, for people.
std::string conversion_to_text(const ConvertResult& result, const std::filesystem::path& output);

}  // namespace resnext
