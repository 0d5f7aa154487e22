// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/finetune_command.h"
#include "training/training_set.h"

// What a fine-tuning starts from: a base and images with their classes.
namespace resnext {

/// Throws UsageError for a network that a model folder can't describe.
void check_can_be_base(const ModelConfig& config);

/// Walks the folder or reads the list of images. Throws UsageError, also if the new model would lie
/// in the folder of images.
TrainingSet read_training_set(const FinetuneRequest& request);

}  // namespace resnext
