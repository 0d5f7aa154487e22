// SPDX-License-Identifier: Apache-2.0
#include "inference/benchmark.h"

#include <sys/resource.h>

#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/stopwatch.h"
#include "inference/load_model.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

Engine open_and_pack(const ResolvedModel& model, const std::filesystem::path& weights,
                     const LoadOptions& load, BenchmarkResult& result) {
  Stopwatch watch;
  const OpenedModel opened = open_model(model, weights);
  result.weights = opened.checkpoint.path().string();
  result.load.open = watch.lap();
  Engine engine = pack_model(opened, load).engine;
  result.load.pack = watch.lap() - engine.choice_seconds();
  return engine;
}

Engine pack_synthetic(const ModelConfig& config, const ExecutionOptions& execution,
                      BenchmarkResult& result) {
  Stopwatch watch;
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  const SyntheticWeights weights(network);
  result.weights = "synthetic";
  result.load.open = watch.lap();
  Engine engine(fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic weights")),
                {.execution = execution});
  result.load.pack = watch.lap() - engine.choice_seconds();
  return engine;
}

void time_runs(Session& session, std::span<const float> images, std::span<float> logits,
               const BenchmarkSettings& settings, BenchmarkResult& result) {
  Stopwatch watch;
  session.run(images, logits);
  result.load.first_run = watch.lap();
  for (int run = 0; run < settings.warm_up; ++run) {
    session.run(images, logits);
  }
  std::vector<double> seconds;
  watch.lap();
  for (int run = 0; run < settings.runs; ++run) {
    session.run(images, logits);
    seconds.push_back(watch.lap());
  }
  result.latency = {quantile(seconds, 0.5), quantile(seconds, 0.95), quantile(seconds, 0.99)};
  result.images_per_second = static_cast<double>(settings.batch_size) *
                             static_cast<double>(seconds.size()) /
                             std::accumulate(seconds.begin(), seconds.end(), 0.0);
}

std::vector<StepReport> median_layers(Session& session, std::span<const float> images,
                                      std::span<float> logits, int runs) {
  std::vector<std::vector<double>> seconds(session.steps().size());
  for (int run = 0; run < runs; ++run) {
    session.run_timed(images, logits);
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      seconds[i].push_back(session.steps()[i].seconds);
    }
  }
  std::vector<StepReport> layers = session.steps();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    layers[i].seconds = quantile(seconds[i], 0.5);
  }
  return layers;
}

}  // namespace

BenchmarkResult benchmark(const ResolvedModel& model, const std::filesystem::path& weights,
                          const LoadOptions& load, const BenchmarkSettings& settings) {
  const ModelConfig& config = model.config;
  if (!settings.photo.empty()) {
    check_photo(settings.photo);  // before minutes are spent
  }
  BenchmarkResult result;
  result.model = config.id;
  result.batch_size = settings.batch_size;
  result.runs = settings.runs;
  result.multiply_adds =
      multiply_adds(build_network(config.architecture, config.preprocessing.input_size));
  const Engine engine = settings.synthetic_weights ? pack_synthetic(config, load.execution, result)
                                                   : open_and_pack(model, weights, load, result);
  result.threads = engine.threads();
  result.packed_bytes = engine.packed_bytes();
  result.reused_bytes = engine.reused_bytes();

  Stopwatch watch;
  Session session = engine.make_session(settings.batch_size);
  result.load.primitives = engine.choice_seconds() + watch.lap();
  result.arena_bytes = session.arena_bytes();
  const auto batch = static_cast<std::size_t>(settings.batch_size);
  const auto size = static_cast<std::size_t>(engine.input_size());
  std::vector<float> images(batch * 3 * size * size);
  fill_uniform(images, "input", -2.0F, 2.0F);
  std::vector<float> logits(batch * static_cast<std::size_t>(engine.num_classes()));
  time_runs(session, images, logits, settings, result);
  if (settings.per_layer) {
    result.layers = median_layers(session, images, logits, settings.runs);
  }
  result.peak_resident_bytes = peak_resident_bytes();
  try {
    result.photo = time_photo(settings.photo, config.preprocessing, settings.runs);
  } catch (const InstallationError&) {  // everything else has been measured
  }
  return result;
}

}  // namespace resnext
