// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "inference/benchmark_photo.h"
#include "inference/load_model.h"
#include "models/model_config.h"

// Times a model on this machine.
namespace resnext {

struct BenchmarkSettings {
  int batch_size = 1;
  int runs = 20;  ///< timed, after `warm_up` that are not
  int warm_up = 3;
  bool synthetic_weights = false;  ///< random weights, so that no checkpoint is needed
  bool per_layer = false;
  std::filesystem::path photo;  ///< to decode and preprocess; empty: a synthetic one
};

/// Wall times in seconds.
struct LoadTimes {
  double open = 0;        ///< mapping the file and reading its index, or making synthetic weights
  double pack = 0;        ///< folding and packing, or finding what is packed
  double primitives = 0;  ///< choosing kernels, and a session's plan and activation memory
  double first_run = 0;
};

/// Quantiles over the runs, seconds a batch.
struct Latency {
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
};

/// Returns the quantiles of at least one run's time.
Latency latency_of(const std::vector<double>& seconds);

struct BenchmarkResult {
  std::string model;
  std::string weights;  ///< path, or "synthetic"
  int batch_size = 1;
  int threads = 1;
  std::string precision;  ///< "f32", "bf16"
  int runs = 0;
  LoadTimes load;
  Latency latency;
  double images_per_second = 0;    ///< over all runs
  std::int64_t multiply_adds = 0;  ///< of one image
  std::uint64_t packed_bytes = 0;
  std::uint64_t reused_bytes = 0;  ///< of these, those that an earlier run has packed
  std::uint64_t arena_bytes = 0;
  std::uint64_t peak_resident_bytes = 0;  ///< of the process, without the photo
  std::optional<PhotoTimes> photo;        ///< none if OpenCV, which makes it, is not installed
  std::vector<StepReport> layers;         ///< with per_layer: the median time of each step
};

/// Loads a model and times it on random input. `weights` may be empty: then the usual places are
/// searched. Uses packed weights that are kept, but keeps none. Throws as open_model and load_model
/// do.
BenchmarkResult benchmark(const ResolvedModel& model, const std::filesystem::path& weights,
                          const LoadOptions& load, const BenchmarkSettings& settings);

}  // namespace resnext
