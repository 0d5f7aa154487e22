// SPDX-License-Identifier: Apache-2.0
#include "inference/benchmark.h"

#include <sys/resource.h>

#include <numeric>
#include <optional>

#include "base/error.h"
#include "base/stopwatch.h"
#include "inference/benchmark_engine.h"

namespace resnext {
namespace {

std::uint64_t peak_resident_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
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
  result.latency = latency_of(seconds);
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

Latency latency_of(const std::vector<double>& seconds) {
  return {quantile(seconds, 0.5), quantile(seconds, 0.95), quantile(seconds, 0.99)};
}

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
  const LoadedEngine loaded = load_engine(model, weights, load, settings.synthetic_weights);
  const Engine& engine = loaded.engine;
  result.weights = loaded.weights;
  result.load.open = loaded.open;
  result.load.pack = loaded.pack;
  result.threads = engine.threads();
  result.precision = to_string(engine.precision());
  result.packed_bytes = engine.packed_bytes();
  result.reused_bytes = engine.reused_bytes();

  Stopwatch watch;
  Session session = engine.make_session(settings.batch_size);
  result.load.primitives = engine.choice_seconds() + watch.lap();
  result.arena_bytes = session.arena_bytes();
  const std::vector<float> images = random_images(engine, settings.batch_size);
  std::vector<float> logits(static_cast<std::size_t>(settings.batch_size) *
                            static_cast<std::size_t>(engine.num_classes()));
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
