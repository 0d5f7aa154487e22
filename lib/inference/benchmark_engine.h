// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "inference/load_model.h"

// What a benchmark runs: an engine, with weights of a checkpoint or random ones, and its input.
namespace resnext {

/// An engine, and how long it took to load.
struct LoadedEngine {
  Engine engine;
  std::string weights;  ///< path, or "synthetic"
  double open = 0;      ///< seconds
  double pack = 0;      ///< seconds, without choosing kernels
};

/// Loads the model for benchmarks. `synthetic`: with random weights; `weights` are not searched
/// for. Throws as open_model and pack_model do.
LoadedEngine load_engine(const ResolvedModel& model, const std::filesystem::path& weights,
                         const LoadOptions& load, bool synthetic);

/// Returns `batch` images of random numbers, the same on every machine.
std::vector<float> random_images(const Engine& engine, int batch);

}  // namespace resnext
