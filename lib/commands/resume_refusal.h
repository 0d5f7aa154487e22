// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "commands/image_request.h"
#include "commands/model_request.h"
#include "inference/run_differences.h"
#include "output/records/finished_inputs.h"

// Says why a file can't be resumed: which options made its records.
namespace resnext {

/// Returns what --batch-size, --exif, --fast-decode, --max-pixels, --kernels and --train-size may
/// have been in another run.
std::vector<RunOption> common_run_options(const ModelRequest& request, const OpenedModel& model,
                                          const RunSettings& now);

/// Returns the alternative that a setting of the command's own (RunSettings::more) was `before`,
/// not `now`.
RunAlternative other_setting(const std::string& text, const std::string& now,
                             const std::string& before);

/// Throws UsageError about records of another run, naming the options that differ if they can be
/// found among `options`; `covered` lists the options that count.
[[noreturn]] void refuse_other_run(const OtherRun& other, const ModelRequest& request,
                                   const OpenedModel& model, const RunSettings& now,
                                   const std::vector<RunOption>& options,
                                   const std::string& covered);

}  // namespace resnext
