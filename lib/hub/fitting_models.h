// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/cancelled.h"
#include "checkpoint/checkpoint.h"

// Finds the models that a checkpoint is for.
namespace resnext {

/// A built-in model whose tensors a file holds. `num_classes` is the file's: it differs from the
/// model's after fine-tuning.
struct FittingModel {
  std::string id;
  int num_classes = 0;
};

/// Returns the built-in models whose tensors the checkpoint holds, and no others. Throws Cancelled.
std::vector<FittingModel> find_fitting_models(const Checkpoint& checkpoint,
                                              const CancelCheck& cancelled);

/// Returns the ids of the first models and how many more there are: "a, b and 20 more".
std::string first_names(std::span<const FittingModel> models);

}  // namespace resnext
