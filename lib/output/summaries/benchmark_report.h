// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "inference/benchmark.h"

// Reports a benchmark.
namespace resnext {

/// Returns one JSON object; times in milliseconds. Ends in a newline.
std::string benchmark_to_json(const BenchmarkResult& result);

/// Returns the same for people; layers in order of execution.
std::string benchmark_to_table(const BenchmarkResult& result);

}  // namespace resnext
