// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "inference/load_model.h"
#include "models/classifier_weights.h"

// Writes a trained model.
namespace resnext {

/// Writes `folder`/model.safetensors: the tensors of `base` under PyTorch's names and in their own
/// dtypes, with `head` (f32) in place of its classifier. Throws OutputError.
void save_whole_model(const OpenedModel& base, const ClassifierWeights& head,
                      const std::filesystem::path& folder);

/// Writes the classifier alone, under the names that `network` gives its head. Throws OutputError.
void save_head(const ClassifierWeights& head, const Network& network,
               const std::filesystem::path& folder);

}  // namespace resnext
