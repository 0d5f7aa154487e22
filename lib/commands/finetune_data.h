// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "commands/finetune_command.h"
#include "evaluation/multi_label_list.h"
#include "training/training_set.h"

// What a fine-tuning starts from: a base and images with their classes.
namespace resnext {

/// Throws UsageError for a network that a model folder can't describe.
void check_can_be_base(const ModelConfig& config);

struct FinetuneData {
  TrainingSet set;                    ///< without classes of the images, if these may show several
  std::vector<LabelSet> labels = {};  ///< of each image, if it may show several classes
};

/// Walks the folder or reads the list of images. Throws UsageError, also if the new model would lie
/// in the folder of images.
FinetuneData read_finetune_data(const FinetuneRequest& request);

}  // namespace resnext
