// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "commands/features_command.h"
#include "inference/run_differences.h"

// The options of `features` that are part of a run's name.
namespace resnext {

/// Returns what they may have been in another run. `format` is the one that is used.
std::vector<RunOption> feature_run_options(const FeaturesRequest& request,
                                           const FeatureFormat& format, const OpenedModel& model,
                                           const RunSettings& now);

}  // namespace resnext
