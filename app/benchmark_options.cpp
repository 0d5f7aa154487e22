// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "app/choice.h"
#include "app/command_options.h"
#include "app/shared_options.h"

namespace resnext {
namespace {

const std::map<std::string, BenchmarkPrecision> kPrecisions = {{"f32", BenchmarkPrecision::kF32},
                                                               {"bf16", BenchmarkPrecision::kBF16},
                                                               {"auto", BenchmarkPrecision::kAuto},
                                                               {"all", BenchmarkPrecision::kAll}};

}  // namespace

void add_benchmark_options(CLI::App& app, BenchmarkRequest& request) {
  BenchmarkSettings& settings = request.settings;
  const ModelOptions model = add_model_options(app, request.model);
  app.add_option("--precision", request.precision,
                 "What the network computes with; all compares them, each running in turn")
      ->transform(choice(kPrecisions))
      ->type_name("f32|bf16|auto|all")
      ->default_str("f32");
  app.option_defaults()->group("Measurement");
  app.add_flag("--synthetic", settings.synthetic_weights,
               "Random weights: the same time, without a checkpoint")
      ->excludes(model.weights);
  app.add_option("-b,--batch-size", settings.batch_size, "Images at once")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("-r,--runs", settings.runs, "Timed runs")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--warm-up", settings.warm_up, "Runs before them")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  add_threads_option(app, request.model.execution);
  app.option_defaults()->group("Measurement");
  app.add_flag("--per-layer", settings.per_layer, "Time, kernel and GFLOP/s of each layer");
  app.add_option("--photo", settings.photo,
                 "Photo to decode and preprocess; default: a synthetic JPEG of 1600 x 1200 pixels")
      ->type_name("FILE");
  app.add_flag("--json", request.json, "JSON instead of text");
}

}  // namespace resnext
