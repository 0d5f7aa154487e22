// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/cancelled.h"
#include "checkpoint/checkpoint.h"
#include "engine/engine.h"
#include "engine/pack_cache/packed_cache.h"
#include "models/bind_weights.h"
#include "models/labels.h"
#include "models/model_config.h"

// The stages of loading a model: resolved, opened, loaded. Each needs the one before it.
namespace resnext {

/// What is known of a model before its weights are searched for.
struct ResolvedModel {
  ModelConfig config;
  std::vector<Label> labels;  ///< in class order
};

/// Reads the labels that `config` names. Throws ConfigError as labels_of does.
ResolvedModel resolve_labels(ModelConfig config);

/// A model whose weights have been found and checked, but not yet read: views into a mapped file.
struct OpenedModel {
  ResolvedModel resolved;
  Checkpoint checkpoint;
  std::optional<Checkpoint> head;  ///< the classifier, where it has a file of its own
  std::vector<NamedTensor>
      tensors;  ///< the network's, from `checkpoint`; its classifier's from `head`
  BoundNetwork bound;
};

/// Returns the files that the model was opened from: its config, unless it is built in, and its
/// checkpoints, two for a head and its base. No output may replace them.
std::vector<std::filesystem::path> opened_files(const OpenedModel& opened);

struct LoadOptions {
  ExecutionOptions execution = {};
  PackedCacheOptions packed_cache = {};
  CancelCheck cancelled = {};  ///< polled before each tensor
};

/// A model ready to run.
struct LoadedModel {
  ModelConfig config;
  std::vector<Label> labels;  ///< in class order
  std::filesystem::path weights_path;
  std::string weights_format;       ///< "torch-legacy", "torch-zip", "safetensors"
  std::filesystem::path head_path;  ///< of the classifier, where it has a file of its own
  ExecutionOptions execution;       ///< as asked for; see Engine::threads and precision
  Engine engine;
  PackedCache packed_cache;  ///< for this model's packed weights
};

/// Finds a model's weights and checks names and shapes. `weights` may be empty: then the usual
/// places are searched. For a model whose folder holds only a classifier (ModelConfig::head_base)
/// they name its base. Throws CheckpointError or WeightsError; if the tensors don't fit, the
/// message names the built-in models that they would fit. Throws Cancelled.
OpenedModel open_model(ResolvedModel resolved, const std::filesystem::path& weights,
                       const CancelCheck& cancelled = {});

/// An engine and the cache for its packed weights.
struct PackedModel {
  Engine engine;
  PackedCache cache;
};

/// Folds and packs an opened model and drops the file's pages that have been read; uses packed
/// weights that an earlier run kept in these layouts. Throws WeightsError that names file and
/// tensor for damaged values, or Cancelled.
PackedModel pack_model(const OpenedModel& opened, const LoadOptions& options);

/// Returns an opened model ready to run: the last stage of loading, pack_model with what the other
/// stages know. `opened` is not needed afterwards.
LoadedModel load_model(const OpenedModel& opened, const LoadOptions& options);

/// Returns title_of the model, with the precision unless it is f32: "resnet50, bf16".
std::string title_of(const LoadedModel& model);

/// Throws WeightsError if the network's output for `image` is not finite: the checkpoint is
/// damaged. `what`: "logits".
void check_finite(std::span<const float> output, const std::string& what, const std::string& image,
                  const LoadedModel& model);

}  // namespace resnext
