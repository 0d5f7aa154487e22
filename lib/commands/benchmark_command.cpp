// SPDX-License-Identifier: Apache-2.0
#include "commands/benchmark_command.h"

#include "base/files/output.h"
#include "output/summaries/benchmark_report.h"

namespace resnext {

void run_benchmark(const BenchmarkRequest& request, CommandIo& io) {
  const LoadOptions load = load_options(request.model);
  const BenchmarkResult result =
      benchmark(resolve(request.model, io.console), request.model.weights, load, request.settings);
  note_fewer_threads(request.model, result.threads, io.console);
  Output output = Output::standard();
  output.write(request.json ? benchmark_to_json(result) : benchmark_to_table(result));
}

}  // namespace resnext
