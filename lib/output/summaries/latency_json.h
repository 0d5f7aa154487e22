// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "inference/benchmark.h"

// Times in the JSON of benchmarks. Private to lib/output/summaries.
namespace resnext {

/// Returns milliseconds, rounded to microseconds.
double milliseconds(double seconds);

/// Returns the quantiles in milliseconds.
nlohmann::ordered_json latency_json(const Latency& latency);

}  // namespace resnext
