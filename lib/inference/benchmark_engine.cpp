// SPDX-License-Identifier: Apache-2.0
#include "inference/benchmark_engine.h"

#include <fmt/format.h>

#include <utility>

#include "base/error.h"
#include "base/stopwatch.h"
#include "models/synthetic_weights.h"

namespace resnext {
namespace {

LoadedEngine open_and_pack(const ResolvedModel& model, const std::filesystem::path& weights,
                           const LoadOptions& load) {
  Stopwatch watch;
  const OpenedModel opened = open_model(model, weights);
  const double open = watch.lap();
  Engine engine = pack_model(opened, load).engine;
  const double pack = watch.lap() - engine.choice_seconds();
  return {std::move(engine), opened.checkpoint.path().string(), open, pack};
}

LoadedEngine pack_synthetic(const ModelConfig& config, const ExecutionOptions& execution) {
  Stopwatch watch;
  Network network = network_of(config);
  if (execution.precision == Precision::kInt8 && !is_quantized(network)) {
    if (!can_be_quantized(network)) {
      throw UsageError(
          fmt::format("--precision int8: {} has no convolution that could be 8-bit", config.id));
    }
    network = quantized_network(std::move(network), {}, config.id);
  }
  const SyntheticWeights weights(network);
  const double open = watch.lap();
  Engine engine(fold_batch_norm(bind_weights(network, weights.tensors(), "synthetic weights")),
                {.execution = execution});
  const double pack = watch.lap() - engine.choice_seconds();
  return {std::move(engine), "synthetic", open, pack};
}

}  // namespace

LoadedEngine load_engine(const ResolvedModel& model, const std::filesystem::path& weights,
                         const LoadOptions& load, bool synthetic) {
  return synthetic ? pack_synthetic(model.config, load.execution)
                   : open_and_pack(model, weights, load);
}

std::vector<float> random_images(const Engine& engine, int batch) {
  const auto size = static_cast<std::size_t>(engine.input_size());
  std::vector<float> images(static_cast<std::size_t>(batch) * 3 * size * size);
  fill_uniform(images, "input", -2.0F, 2.0F);
  return images;
}

}  // namespace resnext
