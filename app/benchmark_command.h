#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/exit_code.h"
#include "app/model_option.h"
#include "inference/benchmark.h"

namespace resnext {

/// What the command line says of `benchmark`.
struct BenchmarkCommand {
  ModelChoice model;
  BenchmarkOptions options;
  bool json = false;
};

void add_benchmark_options(CLI::App& app, BenchmarkCommand& command);

/// Times a model on random input. Throws the library's errors.
ExitCode run_benchmark(const BenchmarkCommand& command);

}  // namespace resnext
