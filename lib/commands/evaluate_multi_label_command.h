// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/evaluate_command.h"

// The command `evaluate` for a model whose classes don't exclude each other.
namespace resnext {

/// Measures and reports as a table or JSON. Throws UsageError for options that only make sense
/// where an image has one class.
CommandOutcome run_evaluate_multi_label(const EvaluateRequest& request, ResolvedModel model,
                                        CommandIo& io);

}  // namespace resnext
