// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "commands/command_outcome.h"
#include "engine/execution_options.h"

// The command `doctor`: describes this machine and checks the kernels.
namespace resnext {

struct DoctorRequest {
  std::string model;  ///< whose kernels are told; empty: the bundled model
  ExecutionOptions execution;
  bool json = false;
};

/// Writes to standard output; returns kProblemsFound if something is wrong. Throws the library's
/// errors.
CommandOutcome run_doctor(const DoctorRequest& request);

}  // namespace resnext
