#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/locate.h"

namespace resnext {

/// What this machine has of one model's weights.
struct WeightsEntry {
  std::string id;
  std::optional<SearchedPlace> found;
  std::uint64_t bytes = 0;  ///< of the file found
  std::string format;       ///< of the file found: "torch-legacy", "torch-zip", "safetensors"
  std::string problem;      ///< why the file found can't be read
  std::string sha256;       ///< if it has been verified and not changed since, else empty
  std::optional<std::uint64_t> partial_bytes;    ///< of a download that broke off
  std::optional<std::uint64_t> published_bytes;  ///< size of the download, where known
};

/// One entry for each model, in order. Opens the files found, to the extent of their index.
std::vector<WeightsEntry> list_weights(const std::vector<ModelConfig>& models,
                                       const Environment& environment);

}  // namespace resnext
