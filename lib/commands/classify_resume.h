// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "commands/classify_command.h"
#include "inference/run_id.h"
#include "output/records/finished_inputs.h"

// Classifications that continue an earlier one, or will be continued.
namespace resnext {

/// Reads the records that --resume continues and positions `output` after them. Throws UsageError,
/// which names the options that differ, for records of another run; otherwise as resume_output.
FinishedInputs read_finished(const ClassifyRequest& request, const OpenedModel& model,
                             const RunSettings& settings, const std::string& run,
                             std::optional<Output>& output);

/// Says how to go on after an interruption, if results went to a file.
void report_interruption(const ClassifyRequest& request, const ReportFormat& format,
                         Console& console);

}  // namespace resnext
