// SPDX-License-Identifier: Apache-2.0
#include "inference/load_model.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "engine/onednn/runtime_info.h"
#include "hub/fitting_models.h"
#include "hub/head_base.h"
#include "models/head.h"
#include "models/registry.h"

namespace resnext {
namespace {

/// Returns what to try instead, for the end of an error message.
std::string describe_fitting_models(const Checkpoint& checkpoint, const std::string& head_weight) {
  std::vector<FittingModel> fitting = find_fitting_models(checkpoint, {});
  std::erase_if(fitting, [](const FittingModel& model) {
    return find_builtin_model(model.id).value().architecture.num_classes != model.num_classes;
  });
  if (!fitting.empty()) {
    return fmt::format("\n  These weights fit {}.", first_names(fitting));
  }
  const TensorView* classifier = checkpoint.find(head_weight);
  if (classifier != nullptr && classifier->shape.size() == 2) {
    return fmt::format(
        "\n  The file's classifier has {} classes. For a fine-tuned model, put the file in a "
        "folder "
        "beside a config.json with \"architecture\", \"num_classes\" and \"label_names\", and "
        "name the folder with --model.",
        classifier->shape[0]);
  }
  return "\n  No built-in model fits these weights.";
}

BoundNetwork bind_network(Network network, std::span<const NamedTensor> tensors,
                          const Checkpoint& checkpoint) {
  const std::string head_weight = head_weight_name(network);
  try {
    return bind_weights(std::move(network), tensors, checkpoint.path().string());
  } catch (const WeightsError& error) {
    throw WeightsError(fmt::format(
        "{}{}\n  `resnext-classify weights verify {} --model MODEL --json` lists all differences.",
        error.what(), describe_fitting_models(checkpoint, head_weight),
        checkpoint.path().string()));
  }
}

/// The base's tensors, with the classifier of the model's own file.
OpenedModel open_model_with_head(ResolvedModel resolved, const std::filesystem::path& weights,
                                 const CancelCheck& cancelled) {
  const ModelConfig& config = resolved.config;
  const Environment environment = process_environment();
  Checkpoint head = open_checkpoint(locate_weights(config, {}, environment), cancelled);
  Checkpoint base = open_checkpoint(
      locate_base(*config.head_base, head.path(), weights, environment, cancelled), cancelled);
  Network network = network_of(config);
  std::vector<NamedTensor> tensors;
  for (const NamedTensor& tensor : base.tensors()) {
    if (!is_head_tensor(network, tensor.name)) {
      tensors.push_back(tensor);
    }
  }
  tensors.insert(tensors.end(), head.tensors().begin(), head.tensors().end());
  BoundNetwork bound = bind_network(std::move(network), tensors, head);
  return {std::move(resolved), std::move(base), std::move(head), std::move(tensors),
          std::move(bound)};
}

}  // namespace

ResolvedModel resolve_labels(ModelConfig config) {
  std::vector<Label> labels = labels_of(config);
  return {std::move(config), std::move(labels)};
}

OpenedModel open_model(ResolvedModel resolved, const std::filesystem::path& weights,
                       const CancelCheck& cancelled) {
  const ModelConfig& config = resolved.config;
  if (config.head_base) {
    return open_model_with_head(std::move(resolved), weights, cancelled);
  }
  Network network = network_of(config);
  Checkpoint checkpoint =
      open_checkpoint(locate_weights(config, weights, process_environment()), cancelled);
  BoundNetwork bound = bind_network(std::move(network), checkpoint.tensors(), checkpoint);
  std::vector<NamedTensor> tensors = checkpoint.tensors();
  return {std::move(resolved), std::move(checkpoint), std::nullopt, std::move(tensors),
          std::move(bound)};
}

std::vector<std::filesystem::path> opened_files(const OpenedModel& opened) {
  std::vector<std::filesystem::path> files = {opened.checkpoint.path()};
  if (opened.head) {
    files.push_back(opened.head->path());
  }
  if (!opened.resolved.config.file.empty()) {
    files.emplace_back(opened.resolved.config.file);
  }
  return files;
}

PackedModel pack_model(const OpenedModel& opened, const LoadOptions& options) {
  const Checkpoint& checkpoint = opened.checkpoint;
  PackingOptions packing;
  packing.before_reading = [&](const TensorView& view) {
    if (is_cancelled(options.cancelled)) {
      throw Cancelled(fmt::format("{}: stopped while it was loaded", checkpoint.path().string()));
    }
    checkpoint.prefetch(view);
  };
  packing.after_reading = [&checkpoint](const TensorView& view) { checkpoint.release(view); };
  try {
    const FoldedNetwork folded = fold_batch_norm(opened.bound);
    checkpoint.release();  // before packed weights take their place
    ExecutionOptions execution = options.execution;
    execution.precision = resolve_precision(execution.precision, is_quantized(folded.network));
    ChosenKernels chosen(folded.network, execution);
    PackedCache cache(options.packed_cache, checkpoint.path(), checkpoint.version(),
                      fmt::format("{}, {} pixels, layouts {}", packing_settings(execution),
                                  folded.network.input_size, chosen.layouts_name()));
    packing.packed = cache.find();
    Engine engine(std::move(chosen), folded, packing);
    checkpoint.release();
#ifdef __GLIBC__
    malloc_trim(0);  // otherwise memory freed during loading still counts as resident
#endif
    return {std::move(engine), std::move(cache)};
  } catch (const WeightsError& error) {  // knows the tensor, but not the file
    throw WeightsError(checkpoint.path().string() + ": " + error.what());
  }
}

LoadedModel load_model(const OpenedModel& opened, const LoadOptions& options) {
  PackedModel packed = pack_model(opened, options);
  return {opened.resolved.config,
          opened.resolved.labels,
          opened.checkpoint.path(),
          to_string(opened.checkpoint.format()),
          opened.head ? opened.head->path() : std::filesystem::path(),
          options.execution,
          std::move(packed.engine),
          std::move(packed.cache)};
}

std::string title_of(const LoadedModel& model) {
  const Precision precision = model.engine.precision();
  const std::string title = title_of(model.config);
  return precision == Precision::kF32 ? title : fmt::format("{}, {}", title, to_string(precision));
}

void check_finite(std::span<const float> output, const std::string& what, const std::string& image,
                  const LoadedModel& model) {
  if (!std::ranges::all_of(output, [](float value) { return std::isfinite(value); })) {
    throw WeightsError(
        fmt::format("{}: the network computed {} that are not finite for {}; the weights are "
                    "damaged, get them again",
                    model.weights_path.string(), what, image));
  }
}

}  // namespace resnext
