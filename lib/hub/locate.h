#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/environment.h"
#include "models/model_config.h"

namespace resnext {

/// A file or folder where a model's weights could have been.
struct SearchedPlace {
  /// "bundled", "Hugging Face cache", "torch.hub cache", "model folder" or "--weights"
  std::string origin;
  std::filesystem::path path;
};

struct WeightsSearch {
  std::optional<SearchedPlace> found;
  std::vector<SearchedPlace> tried;  ///< in order, the found one last
};

/// Looks for a model's checkpoint where users already have it: `explicit_path` alone if it is not
/// empty (a file, or a folder that holds one); else the folder of the model's config, then what
/// ships with the program, then the Hugging Face cache, then the torch.hub cache. In a folder:
/// model.safetensors, pytorch_model.bin, pytorch_model.pth, model.pth. Only looks; opens nothing.
WeightsSearch search_weights(const ModelConfig& model, const std::filesystem::path& explicit_path,
                             const Environment& environment);

/// The file that search_weights finds. Throws WeightsError that lists every place tried, where to
/// get the file, its size and its licence.
std::filesystem::path locate_weights(const ModelConfig& model,
                                     const std::filesystem::path& explicit_path,
                                     const Environment& environment);

/// Where weights that ship with the program may lie: RESNEXT_DATA_DIR if it is set, else
/// ../share/resnext-classify beside the folder of the running program (links resolved), then that
/// folder itself.
std::vector<std::filesystem::path> data_folders(const Environment& environment);

/// torch.hub's folder of checkpoints: TORCH_HOME, else XDG_CACHE_HOME/torch, else ~/.cache/torch;
/// in it hub/checkpoints.
std::filesystem::path torch_hub_checkpoints(const Environment& environment);

/// Hugging Face's cache: HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE, else HF_HOME/hub, else
/// XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.
std::filesystem::path hugging_face_cache(const Environment& environment);

}  // namespace resnext
