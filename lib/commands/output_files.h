// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/files/output.h"

// The files that a command is asked to write: "-" is standard output.
namespace resnext {

/// Returns whether an option's value means standard output: it is "-", or not given.
bool is_standard_output(const std::string& name);

/// Returns whether an option names a regular file, which can be resumed and shown.
bool is_regular_output(const std::string& name);

/// Opens an option's file for writing, or standard output. Throws as Output::file does.
Output open_output(const std::string& name);

/// Throws UsageError if `name` is the same output as one of `others`. Empty names are no outputs.
void refuse_shared_output(const std::string& name, const std::vector<std::string>& others);

}  // namespace resnext
