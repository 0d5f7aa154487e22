// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "base/cancelled.h"
#include "hub/locate.h"
#include "models/model_config.h"

// Finds the checkpoint that a head-only model was trained on.
namespace resnext {

/// Looks for the checkpoint that a head was trained on, as search_weights does. Finds nothing if
/// the model's name is no longer known. Opens nothing.
WeightsSearch search_base(const HeadBase& base, const Environment& environment);

/// Returns the checkpoint that a head was trained on: `explicit_path` (a file, or a folder that
/// holds one) if it is not empty, otherwise what search_base finds. Reads all of it for its
/// SHA-256, unless that is known. `head`, the head's file, appears in messages. Throws ConfigError
/// or WeightsError if the file is missing, and WeightsError if it is a different one; Cancelled.
std::filesystem::path locate_base(const HeadBase& base, const std::filesystem::path& head,
                                  const std::filesystem::path& explicit_path,
                                  const Environment& environment,
                                  const CancelCheck& cancelled = {});

}  // namespace resnext
