// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/features_command.h"

// Which format `features` writes.
namespace resnext {

/// Returns the extensions of the formats that have `property` (of all without one), as a text lists
/// them: ".npy, .safetensors or .jsonl".
std::string feature_extensions(const char* conjunction, bool FeatureFormat::*property = nullptr);

/// Returns the format that is named, otherwise the one that the file's extension stands for,
/// otherwise, on standard output, the one that can be written there. Throws UsageError if the
/// extension says none, and for standard output if the format or --resume needs a file.
const FeatureFormat& features_format(const FeaturesRequest& request);

}  // namespace resnext
