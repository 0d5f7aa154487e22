// SPDX-License-Identifier: Apache-2.0
#include "commands/benchmark_command.h"

#include "base/files/output.h"
#include "output/summaries/benchmark_report.h"
#include "output/summaries/precision_report.h"

namespace resnext {
namespace {

std::string compared(const BenchmarkRequest& request, CommandIo& io) {
  const PrecisionComparison result =
      compare_precisions(resolve(request.model, io.console), request.model.weights,
                         load_options(request.model), request.settings);
  note_fewer_threads(request.model, result.threads, io.console);
  return request.json ? precisions_to_json(result) : precisions_to_table(result);
}

std::string timed(const BenchmarkRequest& request, CommandIo& io) {
  const BenchmarkResult result =
      benchmark(resolve(request.model, io.console), request.model.weights,
                load_options(request.model), request.settings);
  note_fewer_threads(request.model, result.threads, io.console);
  note_precision(request.model, io.console);
  return request.json ? benchmark_to_json(result) : benchmark_to_table(result);
}

}  // namespace

void run_benchmark(const BenchmarkRequest& request, CommandIo& io) {
  Output output = Output::standard();
  output.write(request.compares_precisions ? compared(request, io) : timed(request, io));
}

}  // namespace resnext
