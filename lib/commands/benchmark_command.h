// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands/command_io.h"
#include "commands/model_request.h"
#include "inference/benchmark.h"

// The command `benchmark`: times a model on random input.
namespace resnext {

struct BenchmarkRequest {
  ModelRequest model;
  BenchmarkSettings settings;
  bool compares_precisions = false;  ///< all of them, whatever the model's is
  bool json = false;
};

/// Writes to standard output. Throws the library's errors.
void run_benchmark(const BenchmarkRequest& request, CommandIo& io);

}  // namespace resnext
