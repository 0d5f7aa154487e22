// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command_io.h"
#include "commands/finetune_command.h"
#include "inference/load_model.h"
#include "output/pages/training_report.h"
#include "training/training_features.h"

// What every kind of fine-tuning does on its way.
namespace resnext {

/// Returns the name by which a head finds its base from anywhere.
std::string base_name(const FinetuneRequest& request, const ModelConfig& config);

/// Computes the features, shows progress and reports what was left out.
TrainingFeatures compute_features(const FinetuneRequest& request, const LoadedModel& model,
                                  const OpenedModel& opened, const TrainingSet& set, CommandIo& io);

/// Returns whether computing features was interrupted, and says so.
bool note_interrupted_features(const FinetuneRequest& request, CommandIo& io);

/// Reports how the training ended; returns false if it was interrupted.
bool report_end(const FinetuneRequest& request, const TrainingReport& report,
                const TrainedHead& trained, Console& console);

}  // namespace resnext
