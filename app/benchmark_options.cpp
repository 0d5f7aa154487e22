// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "app/choice.h"
#include "app/command_options.h"
#include "app/shared_options.h"

namespace resnext {
namespace {

/// Declares --precision, which can compare all of them.
void add_compared_precisions(CLI::App& app, BenchmarkRequest& request) {
  static const std::string kAll = "all";
  std::vector<std::string> names = names_of(precision_choices());
  names.insert(names.begin(), kAll);
  app.add_option_function<std::string>(
         "--precision",
         [&request](const std::string& name) {
           request.compares_precisions = name == kAll;
           if (!request.compares_precisions) {
             request.model.execution.precision = precision_choices().at(name);
           }
         },
         "What the network computes with; all compares them, each running in turn, int8 with "
         "random weights unless the model is a quantized one")
      ->check(one_of(std::move(names)))
      ->type_name("f32|bf16|int8|auto|all")
      ->default_str("f32; int8 for a quantized model");
}

}  // namespace

void add_benchmark_options(CLI::App& app, BenchmarkRequest& request) {
  BenchmarkSettings& settings = request.settings;
  const ModelOptions model = add_model_options(app, request.model);
  add_compared_precisions(app, request);
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
