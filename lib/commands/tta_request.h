// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "inference/augmentation.h"
#include "inference/run_differences.h"

// The views that --tta asks for, as a part of a run's name.
namespace resnext {

/// Adds the setting that tells runs with other views apart to RunSettings::more; nothing for the
/// centre alone, so that such runs keep the names that they had before there was --tta.
void add_tta_setting(std::vector<std::string>& more, Augmentation augmentation);

/// Returns what --tta may have been in another run.
RunOption tta_run_option(Augmentation now);

/// Returns a model's title with the views that it sees: "resnet50, bf16, 10crop".
std::string title_with_views(const std::string& title, Augmentation augmentation);

}  // namespace resnext
