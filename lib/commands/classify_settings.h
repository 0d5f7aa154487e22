// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "commands/classify_command.h"
#include "inference/run_id.h"

// What decides the results of a classification.
namespace resnext {

/// Returns the settings of the run asked for, which give it its name. `predictions`: of the
/// request, with its classes; `cam_class`: the one of --cam-class.
RunSettings run_settings(const ClassifyRequest& request, const ModelConfig& config,
                         const PredictionOptions& predictions, std::optional<int> cam_class);

}  // namespace resnext
