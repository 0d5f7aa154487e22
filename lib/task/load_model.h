#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/labels.h"
#include "config/model_config.h"
#include "engine/engine.h"

namespace resnext {

/// A model ready to run.
struct LoadedModel {
  ModelConfig config;
  std::vector<Label> labels;  ///< in class order
  std::filesystem::path weights_path;
  std::string weights_format;  ///< "torch-legacy", "torch-zip", "safetensors"
  Engine engine;
};

/// Finds, reads, checks, folds and packs a model's weights. `weights` may be empty: then the usual
/// places are searched. `threads` 0 takes all CPUs of this process. Cheap checks come before the
/// expensive ones. Throws ConfigError, CheckpointError or WeightsError; if the tensors don't fit,
/// the message names the built-in models that they would fit.
LoadedModel load_model(const ModelConfig& config, const std::filesystem::path& weights,
                       int threads);

}  // namespace resnext
