// SPDX-License-Identifier: Apache-2.0
#include "inference/compare_precisions.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/stopwatch.h"
#include "inference/benchmark_engine.h"

namespace resnext {
namespace {

/// A model loaded in one precision.
struct Contender {
  Engine engine;
  Session session;
  std::vector<float> logits;
  std::vector<double> seconds = {};  ///< of each timed run

  Contender(Engine loaded, int batch)
      : engine(std::move(loaded)),
        session(engine.make_session(batch)),
        logits(static_cast<std::size_t>(batch) * static_cast<std::size_t>(engine.num_classes())) {}
};

double largest_magnitude(std::span<const float> values) {
  double largest = 0;
  for (const float value : values) {
    largest = std::max(largest, std::abs(double{value}));
  }
  return largest;
}

double error_of(std::span<const float> logits, std::span<const float> expected) {
  double difference = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    difference = std::max(difference, std::abs(double{logits[i]} - expected[i]));
  }
  return difference / largest_magnitude(expected);
}

PrecisionTimes times_of(const Contender& contender, const Contender& first) {
  const Precision precision = contender.engine.precision();
  const Latency latency = latency_of(contender.seconds);
  const bool is_comparable = precision != Precision::kInt8;
  return {.precision = to_string(precision),
          .has_instructions = has_instructions_for(precision),
          .latency = latency,
          .speedup = latency_of(first.seconds).p50 / latency.p50,
          .packed_bytes = contender.engine.packed_bytes(),
          .logit_error = is_comparable ? std::optional(error_of(contender.logits, first.logits))
                                       : std::nullopt};
}

}  // namespace

PrecisionComparison compare_precisions(const ResolvedModel& model,
                                       const std::filesystem::path& weights,
                                       const LoadOptions& load, const BenchmarkSettings& settings) {
  PrecisionComparison comparison;
  comparison.model = model.config.id;
  comparison.batch_size = settings.batch_size;
  comparison.runs = settings.runs;
  std::vector<Contender> contenders;
  const bool quantized = model.config.quantization.has_value();
  const bool has_int8 = quantized || can_be_quantized(network_of(model.config));
  for (const Precision precision : kPrecisions) {
    if (precision == Precision::kInt8 ? !has_int8 : quantized) {
      continue;
    }
    LoadOptions options = load;
    options.execution.precision = precision;
    const bool random = settings.synthetic_weights || (precision == Precision::kInt8 && !quantized);
    LoadedEngine loaded = load_engine(model, weights, options, random);
    if (comparison.weights.empty()) {
      comparison.weights = loaded.weights;
    }
    contenders.emplace_back(std::move(loaded.engine), settings.batch_size);
  }
  const Contender& first = contenders.front();
  comparison.threads = first.engine.threads();
  const std::vector<float> images = random_images(first.engine, settings.batch_size);
  for (int run = -settings.warm_up - 1; run < settings.runs; ++run) {
    for (Contender& contender : contenders) {
      Stopwatch watch;
      contender.session.run(images, contender.logits);
      if (run >= 0) {
        contender.seconds.push_back(watch.lap());
      }
    }
  }
  for (const Contender& contender : contenders) {
    comparison.precisions.push_back(times_of(contender, first));
  }
  return comparison;
}

}  // namespace resnext
