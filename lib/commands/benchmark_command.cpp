// SPDX-License-Identifier: Apache-2.0
#include "commands/benchmark_command.h"

#include "base/files/output.h"
#include "output/summaries/benchmark_report.h"
#include "output/summaries/precision_report.h"

namespace resnext {
namespace {

/// Returns the model; random weights can be 8-bit whether or not the model is quantized.
ResolvedModel benchmarked_model(const BenchmarkRequest& request, CommandIo& io) {
  ModelRequest model = request.model;
  if (request.settings.synthetic_weights && model.execution.precision == Precision::kInt8) {
    model.execution.precision = Precision::kOwn;
  }
  return resolve(model, io.console);
}

std::string compared(const BenchmarkRequest& request, CommandIo& io) {
  const PrecisionComparison result =
      compare_precisions(benchmarked_model(request, io), request.model.weights,
                         load_options(request.model), request.settings);
  note_fewer_threads(request.model, result.threads, io.console);
  return request.json ? precisions_to_json(result) : precisions_to_table(result);
}

std::string timed(const BenchmarkRequest& request, CommandIo& io) {
  const ResolvedModel model = benchmarked_model(request, io);
  const BenchmarkResult result =
      benchmark(model, request.model.weights, load_options(request.model), request.settings);
  const Precision asked = request.model.execution.precision;
  const bool quantized = model.config.quantization || asked == Precision::kInt8;
  note_fewer_threads(request.model, result.threads, io.console);
  note_precision(request.model, resolve_precision(asked, quantized), io.console);
  return request.json ? benchmark_to_json(result) : benchmark_to_table(result);
}

}  // namespace

void run_benchmark(const BenchmarkRequest& request, CommandIo& io) {
  Output output = Output::standard();
  output.write(request.compares_precisions ? compared(request, io) : timed(request, io));
}

}  // namespace resnext
