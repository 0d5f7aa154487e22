// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/output.h"
#include "commands/classify_command.h"

// Where and in which format a classification is written.
namespace resnext {

/// Returns the format to write. A person at a terminal gets one image's result as a table.
const ReportFormat& classify_format(const ClassifyRequest& request);

/// Opens the output. Throws UsageError if a file that exists would be replaced without --force, or
/// one that the run reads, or the manifest's; OutputError.
Output open_classify_output(const ClassifyRequest& request, const ReportFormat& format);

}  // namespace resnext
