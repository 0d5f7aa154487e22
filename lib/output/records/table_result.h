// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "output/reporter.h"

// Classification for people.
namespace resnext {

/// Returns an image's record for people: the path, then a line a class, or the error. Ends in a
/// newline. Control characters become "?", so that a file's name can't drive a terminal.
std::string to_table(const ImageResult& result);

std::unique_ptr<Reporter> make_table_reporter(const ReportOptions& options, Output& output);

}  // namespace resnext
