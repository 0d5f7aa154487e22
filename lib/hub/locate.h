// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/environment.h"
#include "models/model_config.h"

// Finds model weights in the places where users already have them.
namespace resnext {

/// A file or folder where a model's weights may be.
struct SearchedPlace {
  /// "bundled", "Hugging Face cache", "torch.hub cache", "model folder" or "--weights"
  std::string origin;
  std::filesystem::path path;
};

/// The result of a search.
struct WeightsSearch {
  std::optional<SearchedPlace> found;
  std::vector<SearchedPlace> tried;  ///< in order; the one found is last
};

/// Looks for a model's checkpoint where users already have it: only at `explicit_path` if it is not
/// empty (a file, or a folder that holds one); otherwise in the folder of the model's config, then
/// among the files that ship with the program, then the Hugging Face cache, then the torch.hub
/// cache. In a folder: model.safetensors, pytorch_model.bin, pytorch_model.pth, model.pth. Opens
/// nothing.
WeightsSearch search_weights(const ModelConfig& model, const std::filesystem::path& explicit_path,
                             const Environment& environment);

/// A checkpoint's file that was found.
using LocatedWeights = SearchedPlace;

/// Returns what search_weights finds, and where it came from. Throws WeightsError as
/// locate_weights() does.
LocatedWeights locate(const ModelConfig& model, const std::filesystem::path& explicit_path,
                      const Environment& environment);

/// Returns the path of what search_weights finds. Throws WeightsError that lists every place tried,
/// where to get the file, its size and its licence.
std::filesystem::path locate_weights(const ModelConfig& model,
                                     const std::filesystem::path& explicit_path,
                                     const Environment& environment);

/// Returns where weights that ship with the program may be: RESNEXT_DATA_DIR if it is set,
/// otherwise share/resnext-classify in each of installation_roots(), then own_binary()'s folder.
std::vector<std::filesystem::path> data_folders(const Environment& environment);

/// Returns torch.hub's folder of checkpoints: hub/checkpoints in TORCH_HOME, otherwise in
/// XDG_CACHE_HOME/torch, otherwise in ~/.cache/torch.
std::filesystem::path torch_hub_checkpoints(const Environment& environment);

/// Returns Hugging Face's cache: the first that is set of HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE,
/// HF_HOME/hub and XDG_CACHE_HOME/huggingface/hub, otherwise ~/.cache/huggingface/hub.
std::filesystem::path hugging_face_cache(const Environment& environment);

}  // namespace resnext
