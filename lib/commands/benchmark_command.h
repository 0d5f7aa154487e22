// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/command_io.h"
#include "commands/model_request.h"
#include "inference/benchmark.h"

// The command `benchmark`: times a model on random input.
namespace resnext {

enum class BenchmarkPrecision {
  kF32,
  kBF16,
  kAuto,
  kAll,  ///< all of them, compared
};

struct BenchmarkRequest {
  ModelRequest model;
  BenchmarkSettings settings;
  BenchmarkPrecision precision = BenchmarkPrecision::kF32;
  bool json = false;
};

/// Writes to standard output. Throws the library's errors.
void run_benchmark(const BenchmarkRequest& request, CommandIo& io);

}  // namespace resnext
