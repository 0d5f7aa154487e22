#include "app/benchmark_command.h"

#include "app/run_options.h"
#include "base/files/output.h"
#include "output/summaries/benchmark_report.h"

namespace resnext {

void add_benchmark_options(CLI::App& app, BenchmarkCommand& command) {
  BenchmarkOptions& options = command.options;
  const ModelOptions model = add_model_options(app, command.model);
  app.add_flag("--synthetic", options.synthetic_weights,
               "Random weights: the same time, without a checkpoint")
      ->excludes(model.weights);
  app.add_option("-b,--batch-size", options.batch_size, "Images at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("-r,--runs", options.runs, "Timed runs")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--warm-up", options.warm_up, "Runs before them")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  add_threads_option(app, options.load.execution.threads);
  app.add_flag("--per-layer", options.per_layer, "Time, kernel and GFLOP/s of each layer");
  app.add_option("--photo", options.photo,
                 "Photo to decode and preprocess; default: a made-up JPEG of 1600 x 1200 pixels")
      ->type_name("FILE");
  app.add_flag("--json", command.json, "JSON instead of text");
}

ExitCode run_benchmark(const BenchmarkCommand& command) {
  BenchmarkOptions options = command.options;
  options.weights = command.model.weights;
  options.load = load_options(command.model, options.load.execution.threads);
  const BenchmarkResult result = benchmark(resolve(command.model), options);
  Output output = Output::standard();
  output.write(command.json ? benchmark_to_json(result) : benchmark_to_table(result));
  return ExitCode::kSuccess;
}

}  // namespace resnext
