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

Engine make_engine(const ModelConfig& config, const BenchmarkOptions& options,
                   BenchmarkResult& result) {
  Stopwatch watch;
  if (!options.synthetic_weights) {
    const OpenedModel opened = open_model(config, options.weights);
    result.weights = opened.checkpoint.path().string();
    result.load.open = watch.lap();
    Engine engine = pack_model(opened, options.load).engine;
    result.load.pack = watch.lap() - engine.choice_seconds();
    return engine;
  }
  const Network network = build_network(config.architecture, config.preprocessing.input_size);
  const SyntheticWeights weights(network);
  result.weights = "synthetic";
  result.load.open = watch.lap();
  EngineOptions engine_options;
  engine_options.execution = options.load.execution;
  Engine engine(fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic weights")),
                engine_options);
  result.load.pack = watch.lap() - engine.choice_seconds();
  return engine;
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

BenchmarkResult benchmark(const ModelConfig& config, const BenchmarkOptions& options) {
  if (!options.photo.empty()) {
    check_photo(options.photo);  // before minutes are spent
  }
  BenchmarkResult result;
  result.model = config.id;
  result.batch_size = options.batch_size;
  result.runs = options.runs;
  result.multiply_adds =
      multiply_adds(build_network(config.architecture, config.preprocessing.input_size));
  const Engine engine = make_engine(config, options, result);
  result.threads = engine.threads();
  result.packed_bytes = engine.packed_bytes();
  result.reused_bytes = engine.reused_bytes();

  Stopwatch watch;
  Session session = engine.make_session(options.batch_size);
  result.load.primitives = engine.choice_seconds() + watch.lap();
  result.arena_bytes = session.arena_bytes();
  const auto batch = static_cast<std::size_t>(options.batch_size);
  const auto size = static_cast<std::size_t>(engine.input_size());
  std::vector<float> images(batch * 3 * size * size);
  fill_uniform(images, "input", -2.0F, 2.0F);
  std::vector<float> logits(batch * static_cast<std::size_t>(engine.num_classes()));
  watch.lap();
  session.run(images, logits);
  result.load.first_run = watch.lap();
  for (int run = 0; run < options.warm_up; ++run) {
    session.run(images, logits);
  }
  std::vector<double> seconds;
  watch.lap();
  for (int run = 0; run < options.runs; ++run) {
    session.run(images, logits);
    seconds.push_back(watch.lap());
  }
  result.latency = {quantile(seconds, 0.5), quantile(seconds, 0.95), quantile(seconds, 0.99)};
  result.images_per_second = static_cast<double>(batch) * static_cast<double>(seconds.size()) /
                             std::accumulate(seconds.begin(), seconds.end(), 0.0);
  if (options.per_layer) {
    result.layers = median_layers(session, images, logits, options.runs);
  }
  result.peak_resident_bytes = peak_resident_bytes();
  try {
    result.photo = time_photo(options.photo, config.preprocessing, options.runs);
  } catch (const InstallationError&) {  // all else is measured
  }
  return result;
}

}  // namespace resnext
