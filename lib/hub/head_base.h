#pragma once

#include <filesystem>

#include "hub/locate.h"
#include "models/model_config.h"

namespace resnext {

/// Looks for the checkpoint that a classifier was trained on, as search_weights does; nowhere if no
/// model of that name is known any more. Only looks; opens nothing.
WeightsSearch search_base(const HeadBase& base, const Environment& environment);

/// The checkpoint that a classifier was trained on: `explicit_path` (a file, or a folder that holds
/// one) if it is not empty, else what search_base finds. Reads all of it for its SHA-256, unless
/// that is known. `head`, the classifier's file, is for messages. Throws ConfigError or
/// WeightsError if it is not there, and WeightsError if it is another.
std::filesystem::path locate_base(const HeadBase& base, const std::filesystem::path& head,
                                  const std::filesystem::path& explicit_path,
                                  const Environment& environment);

}  // namespace resnext
